/** Which files changed since a commit, asked from git without letting the repository run anything. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { done, type Result, refuse } from '../kit/refusal.ts'

const run = promisify(execFile)
const TIMEOUT_MS = 30_000
const MAX_OUTPUT = 64_000_000

/**
 * Absolute paths of files that differ from the commit where `ref` and the present branched off, new ones included.
 *
 * A checkout is hostile: git is only asked for hashes that are stored in commits, and the files are hashed here. So
 * nothing that a repository can configure for its working tree (filters, hooks, external diffs, file system monitors)
 * is ever run, and nothing of the caller's git environment is passed on.
 */
export async function changedSince(
  folder: string,
  ref: string,
  files: readonly string[],
): Promise<Result<Set<string>>> {
  try {
    const root = realpathSync((await git(folder, ['rev-parse', '--show-toplevel'])).trimEnd())
    const commit = (await git(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`])).trim()
    const base = await git(root, ['merge-base', commit, 'HEAD']).then(
      (text) => text.trim(),
      () => commit,
    )
    const stored = hashesOf(await git(root, ['ls-tree', '-r', '-z', '--full-tree', base]))
    return done(new Set(files.filter((file) => differs(file, stored.get(nameIn(root, file))))))
  } catch (error) {
    return refuse({ code: 'git/unavailable', reason: reasonOf(error, ref) })
  }
}

/** Path in the repository → hash of its content there: `100644 blob HASH<tab>PATH`. */
function hashesOf(listing: string): Map<string, string> {
  const hashes = new Map<string, string>()
  for (const entry of listing.split('\0')) {
    const match = /^\d+ blob ([0-9a-f]+)\t([\s\S]+)$/.exec(entry)
    if (match) hashes.set(match[2]!, match[1]!)
  }
  return hashes
}

function nameIn(root: string, file: string): string {
  const real = existsSync(file) ? realpathSync(file) : file
  return relative(root, real).split(sep).join('/')
}

/** Git's own hash of a file's bytes. Where a checkout converts line ends, a file may count as changed that is not. */
function differs(file: string, stored: string | undefined): boolean {
  if (stored === undefined || !statSync(file, { throwIfNoEntry: false })?.isFile()) return true
  const bytes = readFileSync(file)
  const hash = createHash(stored.length === 64 ? 'sha256' : 'sha1')
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest('hex') !== stored
}

const HARDENED = [
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.pager=cat',
  '-c',
  'diff.external=',
  '-c',
  'core.quotePath=false',
  '-c',
  'protocol.allow=never',
  '-c',
  'submodule.recurse=false',
]

async function git(folder: string, args: readonly string[]): Promise<string> {
  const { PATH, HOME, LANG } = process.env
  const { stdout } = await run('git', ['--no-pager', ...HARDENED, ...args], {
    cwd: folder,
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
    maxBuffer: MAX_OUTPUT,
    env: {
      ...(PATH === undefined ? {} : { PATH }),
      // The home folder is where "safe.directory" is kept, by which a user vouches for someone else's checkout.
      ...(HOME === undefined ? {} : { HOME }),
      ...(LANG === undefined ? {} : { LANG }),
      GIT_OPTIONAL_LOCKS: '0',
      GIT_TERMINAL_PROMPT: '0',
      GIT_NO_LAZY_FETCH: '1',
      GIT_PAGER: 'cat',
    },
  })
  return stdout
}

function reasonOf(error: unknown, ref: string): string {
  const { code, stderr, message, killed } = error as {
    code?: unknown
    stderr?: string
    message: string
    killed?: boolean
  }
  if (code === 'ENOENT') return 'git is not installed'
  if (killed) return `git did not answer within ${TIMEOUT_MS / 1000} s`
  const said = stderr?.trim().split('\n')[0] ?? ''
  return said.replace(/^fatal: /, '') || (code === 1 ? `there is no commit "${ref}"` : message.split('\n')[0]!)
}
