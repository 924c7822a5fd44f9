/**
 * The door through which tests that need Node itself (files, processes,
 * sockets) join a Node run: every `*.node.ts` below this folder that does not
 * start the program (`programs.ts` has those). A browser run never comes here.
 */
import { importTests, PROGRAM_FOLDERS } from './run/import-tests.ts'

await importTests(folder => !PROGRAM_FOLDERS.includes(folder))
