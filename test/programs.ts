/**
 * The door of the tests that start the compiled program in processes of its
 * own: commands, daemons, scenarios and the package.
 */
import { importTests, PROGRAM_FOLDERS } from './run/import-tests.ts'

await importTests(folder => PROGRAM_FOLDERS.includes(folder))
