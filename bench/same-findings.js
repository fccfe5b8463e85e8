// Proof that a change for speed changes nothing else: the findings of two builds, byte by byte, for every folder of a corpus.
//   node bench/same-findings.js OTHER_CHECKOUT [CORPUS]     both checkouts built; without CORPUS ../shared/corpus
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const [other, corpus = join(root, '../shared/corpus')] = process.argv.slice(2)
if (!other || !existsSync(join(other, 'dist/cli/main.js')) || !existsSync(corpus)) {
  console.error('usage: node bench/same-findings.js OTHER_CHECKOUT [CORPUS]')
  process.exit(2)
}

function output(checkout, args) {
  const program = join(resolve(checkout), 'bin/opsbook')
  const { stdout, stderr, signal } = spawnSync(process.execPath, [program, ...args, '--now', '2026-01-01'], {
    cwd: corpus,
    maxBuffer: 1e9,
  })
  if (signal || stderr.length > 0) throw new Error(`${args.join(' ')}: ${signal ?? stderr}`)
  return stdout
}

const folders = readdirSync(corpus, { withFileTypes: true }).filter((entry) => entry.isDirectory())
for (const folder of ['.', ...folders.map(({ name }) => name).sort()]) {
  for (const args of [
    ['check', folder, '--json'],
    ['check', folder, '--json', '--profile', 'executable'],
    ['list', folder, '--json'],
  ]) {
    const same = output(root, args).equals(output(other, args))
    console.log(`${same ? 'same' : 'DIFFERS'}  ${args.join(' ')}`)
    if (!same) process.exitCode = 1
  }
}
