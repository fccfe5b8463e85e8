import { nearNames } from '../near-names.ts'
import type { ShellWord } from '../shell/shell-word.ts'
import { type ShellCall, splitWords } from './shell-calls.ts'

/** What is wrong with a call, and the word that shows it. */
export interface GrammarProblem {
  message: string
  hint: string
  word?: ShellWord
}

const set = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

const SYSTEMCTL = set(
  `start stop restart reload try-restart reload-or-restart try-reload-or-restart status show cat enable disable reenable
   mask unmask is-active is-enabled is-failed is-system-running list-units list-unit-files list-timers list-sockets
   list-jobs list-dependencies list-machines list-automounts list-paths daemon-reload daemon-reexec kill clean freeze thaw
   reset-failed isolate preset preset-all edit revert link add-wants add-requires get-default set-default set-property
   set-environment unset-environment show-environment import-environment cancel default rescue emergency halt poweroff
   reboot kexec soft-reboot exit suspend hibernate hybrid-sleep suspend-then-hibernate switch-root bind mount-image
   service-log-level service-log-target log-level log-target help whoami sleep list-initial`,
)
const SYSTEMCTL_VALUED = set(
  '-t --type -p --property -H --host -M --machine -n --lines -o --output -s --signal --state --root --job-mode --kill-who --kill-whom',
)
const SERVICE_ACTIONS = set('start stop restart reload status force-reload condrestart try-restart')
const GIT = set(
  `add am annotate apply archive bisect blame branch bundle cat-file check-attr check-ignore checkout cherry cherry-pick
   clean clone commit commit-graph config count-objects credential describe diff diff-index diff-tree difftool fast-export
   fast-import fetch filter-branch for-each-ref format-patch fsck gc grep hash-object help index-pack init lfs log ls-files
   ls-remote ls-tree maintenance merge merge-base mergetool mv name-rev notes pack-objects prune pull push range-diff
   read-tree rebase reflog remote repack replace request-pull rerere reset restore rev-list rev-parse revert rm
   send-email shortlog show show-ref sparse-checkout stash status submodule subtree svn switch symbolic-ref tag
   unpack-objects update-index update-ref var verify-commit verify-pack verify-tag version whatchanged worktree write-tree`,
)
const GIT_VALUED = set('-C -c --git-dir --work-tree --namespace --exec-path')

/** Problems of `systemctl`, `service` and `git` calls: words in the wrong order, and verbs that do not exist. */
export function serviceProblem(call: ShellCall): GrammarProblem | undefined {
  if (call.program === 'systemctl') return systemctlProblem(call)
  if (call.program === 'service') return initProblem(call)
  return call.program === 'git' ? gitProblem(call) : undefined
}

function systemctlProblem(call: ShellCall): GrammarProblem | undefined {
  const [verb, unit] = splitWords(call.words, SYSTEMCTL_VALUED).operands
  if (!verb || verb.dynamic || SYSTEMCTL.has(verb.value)) return undefined
  if (unit && SYSTEMCTL.has(unit.value)) {
    return {
      message: `systemctl takes the verb first, so it looks for a command "${verb.value}"`,
      hint: `systemctl ${unit.value} ${verb.value}`,
      word: verb,
    }
  }
  return unknown('systemctl', verb, SYSTEMCTL)
}

function initProblem(call: ShellCall): GrammarProblem | undefined {
  const [first, second] = splitWords(call.words, set('')).operands
  if (!first || !second || !SERVICE_ACTIONS.has(first.value) || SERVICE_ACTIONS.has(second.value)) return undefined
  return {
    message: `service takes the name first, so it looks for a service called "${first.value}"`,
    hint: `service ${second.dynamic ? 'NAME' : second.value} ${first.value}, or systemctl ${first.value} …`,
    word: first,
  }
}

/** An unknown verb may be an alias of the author's; only one that is nearly a real verb is a slip. */
function gitProblem(call: ShellCall): GrammarProblem | undefined {
  const [verb] = splitWords(call.words, GIT_VALUED).operands
  if (!verb || verb.dynamic || verb.value.length < 4 || GIT.has(verb.value)) return undefined
  return unknown('git', verb, GIT)
}

function unknown(program: string, verb: ShellWord, verbs: ReadonlySet<string>): GrammarProblem | undefined {
  if (!/^[a-z-]+$/.test(verb.value)) return undefined
  const near = nearNames(verb.value, verbs).filter((name) => Math.abs(name.length - verb.value.length) <= 2)
  if (near.length === 0) return undefined
  return {
    message: `${program} has no command "${verb.value}"`,
    hint: `Did you mean ${near.join(' or ')}?`,
    word: verb,
  }
}
