import type { Verdict } from './risk-rule.ts'
import { changes, destroys } from './risk-rule.ts'

/** First words of names whose other words say what is looked at: `verify_backup` makes no backup. */
const CHECKS = new Set(
  'check verify validate test inspect report monitor diagnose bench benchmark list show get'.split(' '),
)
const CHANGES = new Set(
  (
    'start stop restart reload deploy undeploy redeploy install setup init create generate gen update upgrade apply rotate enable ' +
    'disable restore rollback backup sync migrate clean cleanup reset fix repair clear import set configure provision bootstrap ' +
    'promote demote failover failback drain undrain scale build release publish push pull seed switchover rebuild reindex resize mount ' +
    'unmount add launch run-migrations bump patch'
  ).split(' '),
)
const DESTROYS = new Set(
  'delete destroy drop purge wipe nuke kill remove rm teardown uninstall truncate erase terminate'.split(' '),
)
/** Words that act in front of another word: `repo rename list` renames. */
const ACTS = new Set(
  (
    'exec execute eval invoke call run rename move copy lock unlock suspend resume pause abort cancel approve reject retry rerun renew ' +
    'revoke grant assign attach detach bind unbind export edit put post send write submit trigger flush cordon ssh console shell bench lease'
  ).split(' '),
)
/** Words of the lists above that are names of things as often. */
const THINGS = new Set('backup restore release build scale seed patch mount run update'.split(' '))

/**
 * Judges a script or a target of a build tool by the words of its name, for want of anything better. A name can warn;
 * it never proves that nothing but reading is done: `show-status` may restart what it finds.
 */
export function judgeByName(written: string): Verdict | undefined {
  const name = written.slice(written.lastIndexOf('/') + 1).replace(/\.(?:sh|bash|py|rb|pl|js|ts|exs|escript)$/, '')
  const words = name.split(/[-_.:]/).map((word) => word.toLowerCase())
  if (words.some((word) => DESTROYS.has(word))) return destroys('removes something, judged by its name')
  if (!CHECKS.has(words[0] ?? '') && words.some((word) => CHANGES.has(word)))
    return changes('changes something, judged by its name')
  return undefined
}

/**
 * `./scripts/nats_status.sh`, called without arguments: the one name that teams use for nothing else. It counts only for a
 * script of the book's own repository, whose content a run asks trust for (`run/trust`), and only where the other words
 * are things: `set-status`, `status-reset` and `sync_status` are not.
 */
export function tellsStatus(written: string): boolean {
  if (written.startsWith('/') || written.startsWith('~') || written.includes('..')) return false
  const name = written.slice(written.lastIndexOf('/') + 1).replace(/\.(?:sh|bash|py)$/, '')
  const words = name.toLowerCase().split(/[-_]/)
  const others = words.slice(0, -1)
  return (
    words.at(-1) === 'status' && others.length > 0 && others.every((word) => /^[a-z]{2,}$/.test(word) && isThing(word))
  )
}

const isThing = (word: string): boolean =>
  !CHANGES.has(word) &&
  !DESTROYS.has(word) &&
  !ACTS.has(word) &&
  !/^(?:set|change|toggle|mark|modify|and|then|on|to)$/.test(word)

/** True for a word that may be the thing a sub-command behind it is about, and does not itself say that something is done. */
export const namesAThing = (written: string): boolean =>
  /^[a-z][\w.-]*$/.test(written) &&
  (THINGS.has(written) ||
    written.split(/[-_.:]/).every((word) => !CHANGES.has(word) && !DESTROYS.has(word) && !ACTS.has(word)))
