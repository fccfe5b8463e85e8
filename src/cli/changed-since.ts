/** Which files changed since a commit, asked from git without letting the repository run anything. */
import { execFile } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { done, type Result, refuse } from '../kit/refusal.ts'

const run = promisify(execFile)
const TIMEOUT_MS = 30_000
const MAX_OUTPUT = 64_000_000

/**
 * Absolute paths of files that differ from the commit where `ref` and the present branched off, untracked ones included.
 *
 * A checkout is hostile: hooks, the file system monitor, external diff programs, text conversions, clean filters and
 * lazy fetching are all switched off, and nothing of the caller's git environment is passed on.
 */
export async function changedSince(folder: string, ref: string): Promise<Result<Set<string>>> {
  try {
    const root = (await git(folder, ['rev-parse', '--show-toplevel'])).trimEnd()
    const filters = await noFilters(root)
    const commit = (await git(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`])).trim()
    const base = await git(root, ['merge-base', commit, 'HEAD']).then(
      (text) => text.trim(),
      () => commit,
    )
    const diff = ['diff', '--no-ext-diff', '--no-textconv', '--ignore-submodules=all', '--name-only', '-z', base, '--']
    const changed = await git(root, diff, filters)
    const untracked = await git(root, ['ls-files', '--others', '--exclude-standard', '-z'], filters)
    const real = realpathSync(root)
    const names = `${changed}${untracked}`.split('\0').filter((name) => name !== '')
    return done(new Set(names.map((name) => resolve(real, name))))
  } catch (error) {
    return refuse({ code: 'git/unavailable', reason: reasonOf(error, ref) })
  }
}

/** Filters named in the repository's configuration would run on changed files; each is replaced by nothing. */
async function noFilters(root: string): Promise<string[]> {
  const listed = await git(root, ['config', '--name-only', '-z', '--get-regexp', '^filter\\.']).catch(() => '')
  const names = new Set(listed.split('\0').flatMap((key) => /^filter\.(.+)\.[^.]+$/s.exec(key)?.[1] ?? []))
  return [...names].flatMap((name) => [
    '-c',
    `filter.${name}.clean=`,
    '-c',
    `filter.${name}.process=`,
    '-c',
    `filter.${name}.required=false`,
  ])
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

async function git(folder: string, args: readonly string[], settings: readonly string[] = []): Promise<string> {
  const { PATH, HOME, LANG } = process.env
  const { stdout } = await run('git', ['--no-pager', ...HARDENED, ...settings, ...args], {
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
