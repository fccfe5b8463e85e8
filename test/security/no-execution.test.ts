/** The server executes nothing: what it is made of cannot start a process or run a text as a program, but for the two places named here. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { expect, test } from 'vitest'

/** The embedded database is a process of its own, and so is the runner that the server starts beside itself. */
/** Reading the pages of a large book is shared among threads, which run a file of ours. */
const MAY_START =
  /^src\/(?:db\/embedded\/|app\/serve\/own-runner\.ts →|runbook\/book\/read-pages\/actions\.ts → node:worker_threads$)/
const FORBIDDEN =
  /^(?:node:)?(?:child_process|vm|worker_threads|cluster|repl|inspector)(?:\/|$)|^(?:execa|shelljs|zx|vm2|isolated-vm)$/
const EVALUATES =
  /\bnew Function\b|(?<![.\w])eval\(|(?<![.\w])Function\(|\bimport\((?!['"`][^$]*['"`]\))|\bsetTimeout\(['"`]|\.constructor\.constructor/

const importsOf = (text: string) =>
  [
    ...text.matchAll(
      /^(import|export)\b(\s+type\b)?[^'"]*?from ['"]([^'"]+)['"]|import\(['"]([^'"]+)['"]\)|^import ['"]([^'"]+)['"]/gm,
    ),
  ].flatMap(([, , type, from, dynamic, bare]) => (type ? [] : [from ?? dynamic ?? bare!]))

/** Every file of ours that is loaded when these are, with the packages and modules each one names. */
function reachable(entries: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>()
  const open = [...entries]
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (found.has(path)) continue
    const imports = importsOf(readFileSync(path, 'utf8'))
    found.set(path, imports)
    open.push(...imports.filter((to) => to.startsWith('.')).map((to) => posix.join(posix.dirname(path!), to)))
  }
  return found
}

test('nothing that serve loads starts a process, but for the database and the runner beside it', () => {
  const files = reachable(['src/app/serve/serve.ts', 'src/app/open-store.ts', 'src/app/live-book.ts'])
  const starting = [...files].flatMap(([path, imports]) =>
    imports.filter((to) => FORBIDDEN.test(to)).map((to) => `${path} → ${to}`),
  )
  expect(starting.filter((each) => !MAY_START.test(each))).toEqual([])
  expect(starting.length).toBeGreaterThan(1)
  expect(files.size).toBeGreaterThan(150)
})

test('no lane of the server has a file that could, loaded or not', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .map((path) => `src/${path}`)
    .filter((path) =>
      /^src\/(?:http|response|identity|audit|db|component|builtin|runbook\/remote)\/.*(?<!\.test)\.ts$/.test(path),
    )
  const starting = files.filter((path) => importsOf(readFileSync(path, 'utf8')).some((to) => FORBIDDEN.test(to)))
  expect(starting.filter((path) => !path.startsWith('src/db/embedded/'))).toEqual([])
  expect(files.length).toBeGreaterThan(200)
})

test('nothing that serve loads runs a text as a program', () => {
  const files = reachable(['src/app/serve/serve.ts', 'src/app/open-store.ts', 'src/app/live-book.ts'])
  const evaluating = [...files.keys()].filter((path) => EVALUATES.test(readFileSync(path, 'utf8')))
  expect(evaluating).toEqual([])
})

test('routes are mounted in one place, from the list the matrix is made of', () => {
  const files = [...reachable(['src/app/serve/serve.ts']).keys()]
  const mounting = files.filter((path) =>
    /\b(?:server|app|fastify)\.(?:route|get|post|put|patch|delete|all|register)\(/.test(readFileSync(path, 'utf8')),
  )
  expect(mounting).toEqual(['src/http/server.ts'])
})

test('the search sees what it looks for', () => {
  expect(existsSync('src/runbook/run/session/processes/actions.ts')).toBe(true)
  const runner = reachable(['src/app/runner/runner.ts'])
  expect([...runner.values()].flat().some((to) => FORBIDDEN.test(to))).toBe(true)
  for (const text of ['new Function("x")', 'eval(x)', 'await import(name)', '"".constructor.constructor("x")'])
    expect([text, EVALUATES.test(text)]).toEqual([text, true])
  for (const text of ["await import('./x.ts')", 'medieval(x)', 'node.evaluate(x)'])
    expect([text, EVALUATES.test(text)]).toEqual([text, false])
})
