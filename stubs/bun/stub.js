#!/usr/bin/env node
console.error('bun is not installed: factmesh is built and tested for Node and browsers only, and aegir never starts bun for those targets.')
process.exit(1)
