// How long a run of 1, 20 and 200 trivial steps takes, beside plain bash and the tools people use for this today.
//   npm run bench            (each tool several times in turn; medians and ratios of one run)
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const opsbook = fileURLToPath(new URL('../bin/opsbook', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'opsbook-bench-steps-'))
const runs = join(folder, 'runs')
const budgets = { cramTimes: 3, stepMs: 2 }

const numbers = (count) => Array.from({ length: count }, (_, index) => index + 1)
const page = (count) =>
  `# Steps\n\n## Go\n\n\`\`\`bash\n${numbers(count)
    .map((n) => `# ${n}. Say ${n}\necho ${n}\n# Expected: ${n}\n`)
    .join('\n')}\`\`\`\n`

/** Name of a tool → how it carries out so many steps; the file is written before the clock starts. */
const TOOLS = {
  'opsbook run': (count) => ({
    file: ['go.md', page(count)],
    argv: [process.execPath, opsbook, 'run', '--auto', '--trust', '--json', 'go.md#go'],
  }),
  bash: (count) => ({
    file: [
      'go.sh',
      numbers(count)
        .map((n) => `echo ${n}\n`)
        .join(''),
    ],
    argv: ['bash', 'go.sh'],
  }),
  cram3: (count) => ({
    file: [
      'go.t',
      numbers(count)
        .map((n) => `  $ echo ${n}\n  ${n}\n`)
        .join(''),
    ],
    argv: ['cram3', 'go.t'],
  }),
  bats: (count) => ({
    file: [
      'go.bats',
      numbers(count)
        .map((n) => `@test "say ${n}" {\n  run echo ${n}\n  [ "$output" = ${n} ]\n}\n`)
        .join(''),
    ],
    argv: ['bats', 'go.bats'],
  }),
  'ansible-playbook': (count) => ({
    file: [
      'go.yml',
      `- hosts: localhost\n  connection: local\n  gather_facts: false\n  tasks:\n${numbers(count)
        .map((n) => `    - ansible.builtin.command: echo ${n}\n`)
        .join('')}`,
    ],
    argv: ['ansible-playbook', '-i', 'localhost,', 'go.yml'],
    most: 20,
  }),
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
const isThere = (program) => program === process.execPath || spawnSync('which', [program]).status === 0

function time({ file: [name, text], argv: [program, ...args] }) {
  writeFileSync(join(folder, name), text)
  const start = performance.now()
  const { status, error } = spawnSync(program, args, {
    cwd: folder,
    stdio: 'ignore',
    env: { ...process.env, OPSBOOK_RUNS: runs, CI: 'true' },
  })
  if (status !== 0 || error) throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? `status ${status}`}`)
  return performance.now() - start
}

/** What a step costs in a session that is open: from the record, the time between one step's start and the next one's. */
function stepMs() {
  const [latest] = readdirSync(runs).sort().reverse()
  const events = readFileSync(join(runs, latest, 'journal.ndjson'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  const starts = events.filter(({ type }) => type === 'step.started').map(({ at }) => Date.parse(at))
  return (starts.at(-1) - starts[0]) / (starts.length - 1)
}

try {
  execFileSync('git', ['init', '-q', folder])
  const present = Object.entries(TOOLS).filter(([, make]) => isThere(make(1).argv[0]))
  const missing = Object.keys(TOOLS).filter((name) => !present.some(([each]) => each === name))
  if (missing.length > 0) console.log(`not here: ${missing.join(', ')}`)
  let over = false
  for (const count of [1, 20, 200]) {
    const tools = present.map(([name, make]) => [name, make(count)]).filter(([, { most = count }]) => count <= most)
    const measured = new Map(tools.map(([name]) => [name, []]))
    for (let round = 0; round < (count === 200 ? 5 : 7); round++)
      for (const [name, tool] of tools) measured.get(name).push(time(tool))
    const ours = median(measured.get('opsbook run'))
    const shown = tools.map(([name]) => `${name} ${(median(measured.get(name)) / 1000).toFixed(2)} s`)
    const ratios = tools.slice(1).map(([name]) => `${name} ${(ours / median(measured.get(name))).toFixed(2)}`)
    console.log(`${count} steps: ${shown.join(', ')}; opsbook takes, as a part of each: ${ratios.join(', ')}`)
    if (count < 200) continue
    const each = stepMs()
    const timesCram = measured.has('cram3') ? ours / median(measured.get('cram3')) : 0
    over = each > budgets.stepMs || timesCram > budgets.cramTimes
    console.log(
      `${each > budgets.stepMs ? 'OVER' : 'ok  '} a step with its durable writes: ${each.toFixed(2)} ms (budget ${budgets.stepMs} ms)`,
    )
    if (timesCram > 0)
      console.log(
        `${timesCram > budgets.cramTimes ? 'OVER' : 'ok  '} 200 steps, times cram: ${timesCram.toFixed(2)} (budget ${budgets.cramTimes})`,
      )
  }
  if (over) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
