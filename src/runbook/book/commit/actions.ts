/** Which commit a checkout stands at, read from its files: git itself is never started to read a book. */
import { readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'

const HASH = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/

/**
 * The commit of the checkout at `root`, or undefined where there is none. The pages on disk may differ from it, which is
 * why a plan is bound to the hash of its page as well.
 */
export function headCommit(root: string): string | undefined {
  const folder = gitFolder(root)
  const head = folder === undefined ? undefined : textOf(join(folder, 'HEAD'))
  if (folder === undefined || head === undefined) return undefined
  if (HASH.test(head)) return head
  const name = /^ref: (refs\/[\w./-]+)$/.exec(head)?.[1]
  if (name === undefined || name.includes('..')) return undefined
  // A linked worktree keeps its branches in the folder it was made from.
  const common = textOf(join(folder, 'commondir'))
  const folders = common === undefined ? [folder] : [folder, resolve(folder, common)]
  for (const each of folders) {
    const loose = textOf(join(each, name))
    if (loose !== undefined && HASH.test(loose)) return loose
    const packed = textOf(join(each, 'packed-refs'))
      ?.split('\n')
      .find((line) => line.endsWith(` ${name}`))
    if (packed !== undefined && HASH.test(packed.split(' ')[0]!)) return packed.split(' ')[0]
  }
  return undefined
}

/** `.git` is a folder, or a file that says where the folder is. */
function gitFolder(root: string): string | undefined {
  const path = join(root, '.git')
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats?.isDirectory()) return path
  const target = stats?.isFile() ? /^gitdir: (.+)$/.exec(textOf(path) ?? '')?.[1] : undefined
  return target === undefined ? undefined : resolve(root, target)
}

function textOf(path: string): string | undefined {
  try {
    const stats = statSync(path)
    return stats.isFile() && stats.size < 50_000_000 ? readFileSync(path, 'utf8').trim() : undefined
  } catch {
    return undefined
  }
}
