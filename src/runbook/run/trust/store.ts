/** Keeps who agreed to run what from where, in a file that only its owner may read: one JSON object a line, the last counts. */
import { appendFileSync, mkdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import type { Plan } from '../../plan/plan.ts'
import { sha256 } from '../../record/store.ts'
import { planPaths, stepHashes, type TrustEntry, type TrustFacts, type TrustQuestion, trustQuestion } from './trust.ts'

export interface TrustPlace {
  /** Folder of all runs; the file lies beside it. */
  root: string
  /** Folder the steps begin in. */
  folder: string
}

/** What has to be agreed to before the plan may run here; nothing where it was. */
export function askTrust(plan: Plan, place: TrustPlace): TrustQuestion | undefined {
  return trustQuestion(plan, lastEntry(plan, place), factsOf(plan, place.folder))
}

/** Writes down that somebody agrees to what the plan would run now. */
export function giveTrust(plan: Plan, place: TrustPlace, { by, at }: { by: string; at: Date }): void {
  const entry: TrustEntry = {
    ...{ folder: realFolder(place.folder), page: plan.page, procedure: plan.procedure?.id ?? '', commit: plan.commit },
    ...{ hashes: stepHashes(plan, factsOf(plan, place.folder)), at: at.toISOString(), by },
  }
  const path = trustFile(place.root)
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  // A line feed before it: what a crash tore off stays a line of its own.
  appendFileSync(path, `\n${JSON.stringify(entry)}\n`, { mode: 0o600 })
}

const trustFile = (root: string): string => join(dirname(resolve(root)), 'trust.ndjson')

function lastEntry(plan: Plan, { root, folder }: TrustPlace): TrustEntry | undefined {
  const here = realFolder(folder)
  return readLines(trustFile(root)).findLast(
    (entry) => entry.folder === here && entry.page === plan.page && entry.procedure === (plan.procedure?.id ?? ''),
  )
}

/** A line that cannot be read gives no trust. */
function readLines(path: string): TrustEntry[] {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return []
  }
  return text.split('\n').flatMap((line) => {
    try {
      const entry = JSON.parse(line) as TrustEntry
      return Array.isArray(entry.hashes) ? [entry] : []
    } catch {
      return []
    }
  })
}

function realFolder(folder: string): string {
  try {
    return realpathSync(folder)
  } catch {
    return resolve(folder)
  }
}

/** A larger file takes too long to read before every run: when its entry was changed last nobody can choose. */
const LARGEST_FILE = 4 * 1024 * 1024

/** Content of the files that commands name, as far as they lie below the folder. */
function factsOf(plan: Plan, folder: string): TrustFacts {
  const root = realFolder(folder)
  const files = new Map<string, string>()
  for (const name of planPaths(plan)) {
    const hash = fileHash(root, name)
    if (hash !== undefined) files.set(name, hash)
  }
  return { files, sha256 }
}

function fileHash(root: string, name: string): string | undefined {
  try {
    const path = realpathSync(resolve(root, name))
    const below = relative(root, path)
    if (below.startsWith('..') || isAbsolute(below)) return undefined
    const stats = statSync(path)
    if (!stats.isFile()) return undefined
    return stats.size <= LARGEST_FILE ? sha256(readFileSync(path)) : `${stats.size} ${stats.ino} ${stats.ctimeMs}`
  } catch {
    return undefined
  }
}
