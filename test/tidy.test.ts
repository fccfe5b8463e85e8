/** House rules that no linter knows. A failing rule says what to do, so its message is its documentation. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { expect, test } from 'vitest'

/** Data walks from left to right; an import may only point left. */
const ORDER = [
  'kit',
  'egress',
  'db',
  'audit',
  'identity',
  'runbook/book',
  'runbook/plan',
  'runbook/record',
  'runbook/run',
  'runbook/report',
  'runbook/remote',
  'response/intake',
  'response/monitor',
  'response/alert',
  'response/oncall',
  'response/incident',
  'response/page',
  'response/postmortem',
  'response/drill',
  'component',
  'builtin',
  'http',
  'app',
  'cli',
]
const CORE = /^src\/(runbook|response|identity|audit)\//
const EDGE_FILE = /\/(actions|store|routes)\.ts$/
const MAX_LINES = 400
/** Alertmanager is somebody's name. */
const VAGUE_NAME = /(?:^|\/)(?:utils?|helpers?|misc|common|[\w-]*(?<!alert)manager|[\w-]*service|part-\d+)(?:\.ts|\/)/

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts'))
  .map((path) => ({ path: `src/${path}`, text: readFileSync(`src/${path}`, 'utf8') }))
const imports = sources.flatMap(({ path, text }) =>
  [...text.matchAll(/^(import|export)\b(\s+type\b)?([^'"]*?)from ['"]([^'"]+)['"]/gm)].map(
    ([, , type, names, target]) => ({
      from: path,
      names: [...names!.matchAll(/\w+/g)].map(([name]) => name),
      to: target!.startsWith('.') ? posix.join(posix.dirname(path), target!) : target!,
      typeOnly: type !== undefined,
    }),
  ),
)
const rank = (path: string) => ORDER.findIndex((folder) => path.startsWith(`src/${folder}/`))
const show = (wrong: typeof imports) => wrong.map(({ from, to }) => `${from} → ${to}`)
const isEntry = (path: string) => path === 'src/index.ts'

/** Parts of node:crypto that compute from their arguments alone; chance (`randomBytes`, `randomUUID`) is not among them. */
const COMPUTED = new Set(['createHash', 'scrypt', 'timingSafeEqual'])
const isComputation = ({ to, names }: { to: string; names: readonly string[] }) =>
  to === 'node:crypto' && names.every((name) => COMPUTED.has(name))

test('the rules below saw the code', () => expect(Math.min(sources.length, imports.length)).toBeGreaterThan(20))

test('every file has a place in the order', () =>
  expect(sources.filter(({ path }) => rank(path) < 0 && !isEntry(path)).map(({ path }) => path)).toEqual([]))

test('imports point left: move the shared type left, or publish an event', () =>
  expect(show(imports.filter(({ from, to }) => !isEntry(from) && rank(to) > rank(from)))).toEqual([]))

test('the core is pure: move the effect to actions.ts, store.ts or routes.ts', () =>
  expect(
    show(
      imports.filter(
        ({ from, to, names, typeOnly }) =>
          CORE.test(from) &&
          !EDGE_FILE.test(from) &&
          !from.endsWith('.test.ts') &&
          !typeOnly &&
          ((to.startsWith('node:') && !isComputation({ to, names })) || to.startsWith('src/db/') || EDGE_FILE.test(to)),
      ),
    ),
  ).toEqual([]))

test('the core knows no clock and no chance: take the time as an argument', () =>
  expect(
    sources
      .filter(
        ({ path, text }) =>
          CORE.test(path) &&
          !EDGE_FILE.test(path) &&
          !path.endsWith('.test.ts') &&
          /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.[a-z]+[.([]/.test(text),
      )
      .map(({ path }) => path),
  ).toEqual([]))

test('built-ins live by the public contract: widen component/ instead', () =>
  expect(
    show(
      imports.filter(
        ({ from, to }) => from.startsWith('src/builtin/') && /^src\/(?!builtin\/|component\/|kit\/)/.test(to),
      ),
    ),
  ).toEqual([]))

test('a file fits in a head: split it by decision, not by size', () =>
  expect(sources.filter(({ text }) => text.split('\n').length > MAX_LINES).map(({ path }) => path)).toEqual([]))

test('a file is named after what it holds', () =>
  expect(sources.filter(({ path }) => VAGUE_NAME.test(path)).map(({ path }) => path)).toEqual([]))

test('no file promises work that is not done', () =>
  expect(
    sources
      .filter(
        ({ path, text }) =>
          !path.endsWith('.test.ts') && !path.includes('/lint/') && /\b(?:TODO|FIXME|XXX)\b(?!['"`|])/.test(text),
      )
      .map(({ path }) => path),
  ).toEqual([]))

test('nothing is started through a shell', () =>
  expect(
    sources
      .filter(({ text }) => /from 'node:(?:child_process|vm)'/.test(text))
      .filter(({ text }) =>
        /shell:\s*true|\{[^}]*\bexec(?:Sync)?\b[^}]*\} from 'node:child_process'|from 'node:vm'/.test(text),
      )
      .map(({ path }) => path),
  ).toEqual([]))

test('ARCHITECTURE.md names the folders there are, and no others', () => {
  const folders = ORDER.filter((folder) => existsSync(`src/${folder}`))
  const named = [...readFileSync('ARCHITECTURE.md', 'utf8').matchAll(/src\/([a-z]+(?:\/[a-z]+)?)\//g)].map(
    ([, folder]) => folder!,
  )
  const missing = folders.filter((folder) => !named.includes(folder))
  const gone = named.filter((folder) => !existsSync(`src/${folder}`))
  expect({ missing, gone }).toEqual({ missing: [], gone: [] })
})
