#!/usr/bin/env node
// Runs commands as people do and keeps the code that V8 made of the packed files: only what has been called is compiled at all.
//   node scripts/keep-code.js short|book        bundle.js does both; they differ in the flags that bin/opsbook sets
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setBookFlags } from '../bin/book-flags.js'

const COMMANDS = {
  short: [['--help'], ['plan', 'go.md#go'], ['run', '--auto', '--trust', '--json', 'go.md#go'], ['runs', 'list']],
  book: [
    ['check', '.', '--json'],
    ['check', '.'],
    ['list', '.'],
    ['search', 'restart', '.'],
  ],
}
const PAGE = '# Steps\n\n## Go\n\n```bash\n# 1. Say one\necho 1\n# Expected: 1\n```\n'

const kind = process.argv[2]
if (kind === 'book') setBookFlags()
const { codeOfPieces, loadPiece } = await import('../bin/load-pieces.js')

const folder = mkdtempSync(join(tmpdir(), 'opsbook-code-'))
try {
  cpSync(fileURLToPath(new URL('../examples/shop', import.meta.url)), folder, { recursive: true })
  writeFileSync(join(folder, 'go.md'), PAGE)
  const silent = { write: () => true }
  const env = { ...process.env, HOME: folder, OPSBOOK_RUNS: join(folder, 'runs'), CI: 'true' }
  const { main } = loadPiece('main.cjs', { withCode: true })
  for (const words of COMMANDS[kind]) await main(words, { cwd: folder, env, stdout: silent, stderr: silent })
  for (const { folder: codes, name, code } of codeOfPieces()) {
    mkdirSync(codes, { recursive: true })
    writeFileSync(join(codes, `${name}.code`), code)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
