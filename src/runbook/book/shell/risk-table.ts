import { build } from './risk/build.ts'
import { cloud } from './risk/cloud.ts'
import { containers } from './risk/containers.ts'
import { databases } from './risk/databases.ts'
import { files } from './risk/files.ts'
import { git } from './risk/git.ts'
import { kubernetes } from './risk/kubernetes.ts'
import { messaging } from './risk/messaging.ts'
import { network } from './risk/network.ts'
import { processes } from './risk/processes.ts'
import { session } from './risk/session.ts'
import type { ProgramRule, RiskTable } from './risk-rule.ts'

const tables: readonly RiskTable[] = [
  session,
  files,
  processes,
  network,
  containers,
  kubernetes,
  git,
  databases,
  cloud,
  messaging,
  build,
]

const programs = new Map<string, ProgramRule>()
for (const table of tables) {
  for (const [names, entry] of Object.entries(table)) {
    const rule: ProgramRule = 'effect' in entry ? { verdict: entry } : entry
    for (const name of names.split('|')) programs.set(name, rule)
  }
}

/** Scripts of a project that are known by their name wherever they lie. */
const WELL_KNOWN = new Set([
  'gradlew',
  'mvnw',
  'manage.py',
  'artisan',
  'rails',
  'rake',
  'bundle',
  'rspec',
  'configure',
  'act',
])

/** The rule for a file that is run as a script: its name says nothing but where a whole trade calls a script so. */
export const ruleForScript = (written: string): ProgramRule | undefined => {
  const name = written.slice(written.lastIndexOf('/') + 1)
  return WELL_KNOWN.has(name) ? programs.get(name) : undefined
}

/**
 * The rule for a program as it is written. A path counts as the program of that name only where programs are
 * installed: `/usr/bin/install` is one, `./scripts/install` and `bin/install` are somebody's scripts.
 */
export function ruleFor(written: string): ProgramRule | undefined {
  const slash = written.lastIndexOf('/')
  const name = written.slice(slash + 1)
  if (slash < 0) return programs.get(name) ?? programs.get(withoutVersion(name))
  if (/^[/~].*\bs?bin$|(?:^|\/)\.?venv\/bin$/.test(written.slice(0, slash)) || WELL_KNOWN.has(name))
    return programs.get(name) ?? programs.get(withoutVersion(name))
  return /\/(?:rc\.d\/)?init\.d\/[^/]+$/.test(written) ? programs.get('init.d') : undefined
}

/** True for a word that the tables know as a program: evidence that a line is a command, never evidence that it is not. */
export const isKnownProgram = (written: string): boolean => ruleFor(written) !== undefined

const withoutVersion = (name: string): string =>
  name.replace(/^(python|pip|ruby|perl|lua|php|node|go|java)[\d.]+$/, '$1')

/** True for a word that names a file to run rather than a program on the search path. */
export const isScript = (written: string): boolean =>
  written.includes('/') || /\.(?:sh|bash|zsh|py|rb|pl|js|ts|exs|escript|ps1)$/.test(written)
