/** What a page says about being tested, in its front matter. */
import type { TestDialect } from '../expect/read-cases.ts'

/** `run` lets its commands run for real, `fake` only what is known to be harmless; everything else has a stand-in. */
export type TestMode = 'run' | 'fake' | 'off'

export interface TestDeclaration {
  mode: TestMode
  /** Files and folders to be copied, relative to the page. */
  fixtures: readonly string[]
  /** Program → text of a script, or the path of a file beside the page. */
  fakes: Readonly<Record<string, string>>
  /** Shell text that comes before each procedure. */
  setup?: string
  environment: Readonly<Record<string, string>>
  parameters: Readonly<Record<string, string>>
  variants: readonly string[]
  /** How the commands of the page are written, where nothing else tells. */
  dialect?: TestDialect
}

export const NOTHING_DECLARED: TestDeclaration = {
  ...{ mode: 'fake', fixtures: [], fakes: {}, environment: {}, parameters: {}, variants: [] },
}

export interface ReadDeclaration {
  /** Absent where the page says nothing. */
  declaration?: TestDeclaration
  problems: readonly string[]
}

const MODES: readonly string[] = ['run', 'fake', 'off']
const DIALECTS: readonly string[] = ['cram', 'scrut', 'trycmd', 'mdx', 'byexample', 'clitest']
const KEYS: readonly string[] = 'mode fixtures fakes setup env params variants dialect sandbox'.split(' ')

/** Reads `test: run`, `test: true`, or `test: {mode: fake, fixtures: […], fakes: {…}, setup: …, env: {…}, params: {…}}`. */
export function readTestDeclaration(frontMatter: Readonly<Record<string, unknown>>): ReadDeclaration {
  const { test } = frontMatter
  if (test === true) return { declaration: NOTHING_DECLARED, problems: [] }
  if (test === false) return { declaration: { ...NOTHING_DECLARED, mode: 'off' }, problems: [] }
  if (typeof test === 'string' && MODES.includes(test))
    return { declaration: { ...NOTHING_DECLARED, mode: test as TestMode }, problems: [] }
  // Other tools use the word for other things.
  if (typeof test !== 'object' || test === null || Array.isArray(test)) return { problems: [] }
  const given = test as Readonly<Record<string, unknown>>
  const problems: string[] = Object.keys(given)
    .filter((key) => !KEYS.includes(key))
    .map((key) => `test: the key "${key}" means nothing`)
  const { mode = 'fake', setup, dialect } = given
  if (!MODES.includes(String(mode))) problems.push(`test.mode: "${mode}" is none of run, fake, off`)
  if (dialect !== undefined && !DIALECTS.includes(String(dialect)))
    problems.push(`test.dialect: "${dialect}" is none of ${DIALECTS.join(', ')}`)
  const declaration: TestDeclaration = {
    mode: MODES.includes(String(mode)) ? (mode as TestMode) : 'off',
    fixtures: texts(given, 'fixtures', problems),
    fakes: pairs(given, 'fakes', problems),
    environment: pairs(given, 'env', problems),
    parameters: pairs(given, 'params', problems),
    variants: texts(given, 'variants', problems),
    ...(typeof setup === 'string' ? { setup } : {}),
    ...(DIALECTS.includes(String(dialect)) ? { dialect: dialect as TestDialect } : {}),
  }
  if (setup !== undefined && typeof setup !== 'string') problems.push('test.setup takes shell text')
  return { declaration, problems }
}

function texts(given: Readonly<Record<string, unknown>>, key: string, problems: string[]): readonly string[] {
  const value = given[key]
  if (value === undefined) return []
  const list = Array.isArray(value) ? value : [value]
  if (list.every((each) => typeof each === 'string')) return list
  problems.push(`test.${key} takes a list of texts`)
  return []
}

function pairs(given: Readonly<Record<string, unknown>>, key: string, problems: string[]): Record<string, string> {
  const value = given[key]
  if (value === undefined) return {}
  const entries =
    typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : undefined
  if (entries?.every(([, each]) => ['string', 'number', 'boolean'].includes(typeof each)))
    return Object.fromEntries(entries.map(([name, each]) => [name, String(each)]))
  problems.push(`test.${key} takes names with texts`)
  return {}
}
