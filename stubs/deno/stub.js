#!/usr/bin/env node
console.error('deno is not installed: factmesh is built and tested for Node and browsers only, and aegir never starts deno for those targets.')
process.exit(1)
