// Speed of the product beside a peer in the same run: read the ratios, absolute times depend on the machine.
//   npm run bench            (the pages of ../shared/corpus where present, else the example book repeated)
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const opsbook = join(root, 'bin/opsbook')
const peer = join(root, 'node_modules/markdownlint-cli2/markdownlint-cli2-bin.mjs')
const budgets = { secondsPer1000: 1.5, timesFaster: 8, versionOverNodeMs: 60 }

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

/** Wall time of a process in milliseconds. Linters exit non-zero when they find something: only a signal is a failure. */
function time(args, cwd) {
  const start = performance.now()
  const { signal, error } = spawnSync(process.execPath, args, { cwd, stdio: 'ignore' })
  if (signal || error) throw new Error(`${args.join(' ')}: ${signal ?? error.message}`)
  return performance.now() - start
}

const times = (count, args, cwd) => Array.from({ length: count }, () => time(args, cwd))

function pages() {
  const corpus = join(root, '../shared/corpus')
  const folder = mkdtempSync(join(tmpdir(), 'opsbook-bench-'))
  if (existsSync(corpus)) cpSync(corpus, folder, { recursive: true })
  else {
    for (let copy = 0; copy < 80; copy++) {
      mkdirSync(join(folder, `copy-${copy}`))
      cpSync(join(root, 'examples/shop/docs'), join(folder, `copy-${copy}`), { recursive: true })
    }
  }
  // The peer's default glob takes .md only; give both exactly the same files.
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const count = files.filter((file) => file.endsWith('.md')).length
  for (const file of files)
    if (/\.(?:md\.erb|markdown|txt)$/.test(file) && !file.endsWith('_tree.txt')) rmSync(join(folder, file))
  return { folder, count, source: existsSync(corpus) ? 'real pages' : 'example pages, repeated' }
}

const { folder, count, source } = pages()
try {
  console.log(`node ${process.version}, ${cpus().length} cores, ${count} ${source}`)

  const bare = median(times(15, ['-e', '0'], root))
  const version = median(times(15, [opsbook, '--version'], root))
  report(
    'opsbook --version over bare node',
    `${(version - bare).toFixed(0)} ms`,
    `<= ${budgets.versionOverNodeMs} ms`,
    version - bare <= budgets.versionOverNodeMs,
  )

  const ours = times(5, [opsbook, 'check', '.', '--format', 'json'], folder)
  const theirs = times(2, [peer, '**/*.md'], folder)
  const seconds = median(ours) / 1000
  const per1000 = (seconds / count) * 1000
  const ratio = Math.min(...theirs) / median(ours)
  console.log(
    `opsbook check, all rules: ${ours.map((ms) => (ms / 1000).toFixed(2)).join(' ')} s, median ${seconds.toFixed(2)} s, ${(count / seconds).toFixed(0)} pages/s`,
  )
  console.log(
    `markdownlint-cli2, default rules: ${theirs.map((ms) => (ms / 1000).toFixed(2)).join(' ')} s, ${((count / Math.min(...theirs)) * 1000).toFixed(0)} pages/s`,
  )
  report('seconds for 1,000 pages', per1000.toFixed(2), `< ${budgets.secondsPer1000}`, per1000 < budgets.secondsPer1000)
  report(
    'times faster than markdownlint-cli2',
    ratio.toFixed(1),
    `>= ${budgets.timesFaster}`,
    ratio >= budgets.timesFaster,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function report(what, measured, budget, kept) {
  console.log(`${kept ? 'ok  ' : 'OVER'} ${what}: ${measured} (budget ${budget})`)
  if (!kept) process.exitCode = 1
}
