/** The repository around a page: where its root is, which files it has, and those among them that rules understand. */
import { type Dirent, existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Artifact } from '../book.ts'
import { decodePage } from '../decode-page.ts'
import { isForeignFolder } from '../page-name.ts'
import { readSource } from '../source/actions.ts'
import { compare, MAX_ENTRIES } from '../walk/actions.ts'
import { isArtifactName, looksLikeArtifact, mayBeArtifact } from './artifact.ts'
import { foldersOf, readTreeListing } from './tree-listing.ts'

const LISTING = '_tree.txt'
const MAX_LISTING_BYTES = 50_000_000
const MAX_ARTIFACT_BYTES = 1_000_000
const MAX_ARTIFACTS = 300
/** Files whose name says nothing are opened to see what they are; a repository of manifests has thousands. */
const MAX_LOOKED_INTO = 1_000

/** Finds the nearest folder upwards, the given one included, that has `.git` or `_tree.txt`. */
export function rootFinder(): (folder: string) => string | undefined {
  const known = new Map<string, string | undefined>()
  const find = (folder: string): string | undefined => {
    if (known.has(folder)) return known.get(folder)
    const parent = dirname(folder)
    const here = existsSync(join(folder, '.git')) || existsSync(join(folder, LISTING))
    const root = here ? folder : parent === folder ? undefined : find(parent)
    known.set(folder, root)
    return root
  }
  return find
}

export interface Tree {
  files: ReadonlySet<string>
  folders: ReadonlySet<string>
  complete: boolean
}

/** Lists a repository: what `_tree.txt` names, and what is on disk. */
export async function listTree(root: string): Promise<Tree & { onDisk: readonly string[] }> {
  const listing = await readSource(join(root, LISTING), MAX_LISTING_BYTES)
  const listed = listing.ok ? readTreeListing(new TextDecoder().decode(listing.bytes)) : []
  const disk = { files: [] as string[], folders: [] as string[], entries: 0 }
  await listFolder(root, '', disk)
  const files = new Set([...listed, ...disk.files])
  const folders = foldersOf(files)
  for (const folder of disk.folders) folders.add(folder)
  return { files, folders, complete: listing.ok || disk.entries <= MAX_ENTRIES, onDisk: disk.files.sort(compare) }
}

async function listFolder(root: string, folder: string, disk: { files: string[]; folders: string[]; entries: number }) {
  let entries: Dirent[]
  try {
    entries = await readdir(join(root, folder), { withFileTypes: true })
  } catch {
    // Pages in a folder that may not be entered are reported by the walk for pages; a listing has nothing to add.
    return
  }
  disk.entries += entries.length
  if (disk.entries > MAX_ENTRIES) return
  for (const entry of entries) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (!entry.isDirectory()) disk.files.push(path)
    else if (!isForeignFolder(entry.name)) {
      disk.folders.push(path)
      await listFolder(root, path, disk)
    }
  }
}

export interface Artifacts {
  artifacts: Artifact[]
  /** What was left out, in words for a finding; empty when nothing was. */
  leftOut: { file: string; fact: string }[]
}

/** Reads the files that rules understand: at most 300 of at most 1 MB each. `wanted` are files to read in any case. */
export async function readArtifacts(
  root: string,
  onDisk: readonly string[],
  wanted: (file: string) => boolean,
): Promise<Artifacts> {
  const certain = onDisk.filter((file) => wanted(file) || isArtifactName(file))
  const possible = onDisk.filter((file) => mayBeArtifact(file) && !wanted(file)).slice(0, MAX_LOOKED_INTO)
  const result: Artifacts = { artifacts: [], leftOut: [] }
  for (const [file, decide] of [
    ...certain.map((file) => [file, false] as const),
    ...possible.map((file) => [file, true] as const),
  ]) {
    if (result.artifacts.length >= MAX_ARTIFACTS) {
      result.leftOut.push({ file, fact: `the repository has more than ${MAX_ARTIFACTS} such files` })
      break
    }
    const source = await readSource(join(root, file), MAX_ARTIFACT_BYTES)
    const decoded = source.ok ? decodePage(source.bytes) : source
    if (decoded.ok) {
      if (!decide || looksLikeArtifact(decoded.text)) result.artifacts.push({ file, text: decoded.text })
    } else if (!decide && decoded.code === 'RB004') result.leftOut.push({ file, fact: decoded.fact })
  }
  result.artifacts.sort((a, b) => compare(a.file, b.file))
  return result
}
