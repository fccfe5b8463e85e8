import type { Command } from '../page.ts'
import { commandFacts } from '../shell/command-facts.ts'
import { baseName, PLATFORM_PROGRAMS, platformOf } from './platform-of.ts'

/** What a command of one platform is for, in words that hold on every platform. */
export interface PlatformPurpose {
  platform: string
  /** `look`, `restart`, `start`, `stop`, `undo`, `ship`, or the program run inside a container; absent where unknown. */
  purpose?: string
  /** Names of services, containers and pods it is about. */
  subjects: readonly string[]
}

/** Verbs by what they are for; `kubectl` words are looked up in pairs first: `rollout restart`. */
const VERBS: Readonly<Record<string, string>> = {
  look: 'ps logs log inspect stats top port get describe events status is-active is-enabled show cat list ls list-units list-pods history/rollout status/rollout list-releases',
  restart: 'restart reload try-restart reload-or-restart restart/rollout pod/delete pods/delete po/delete',
  start: 'up start run create apply install upgrade',
  stop: 'stop down kill rm uninstall',
  undo: 'undo/rollout rollback',
  // Making and moving images is a stage of a delivery, never a way of carrying it out.
  ship: 'build push pull tag login save load',
}
const PURPOSE_OF = new Map<string, string>(
  Object.entries(VERBS).flatMap(([purpose, verbs]) =>
    verbs.split(' ').map((verb): [string, string] => [verb, purpose]),
  ),
)
/** Options whose value is no verb and no subject. */
const ELSEWHERE =
  /^(?:-n|--namespace|--context|--kubeconfig|-f|--file|--filename|-p|--project-name|-c|--since|--tail|-o|--output|--format|-H|--host)$/
/** The platform itself as a unit: whoever looks at it looks after the platform, not after a service that runs there. */
const PLATFORM_UNIT =
  /^(?:docker|dockerd|containerd|crio|cri-o|podman|kubelet|kube-\w+|k3s|rke2)(?:\.service|\.socket)?$/
const NO_SUBJECT =
  /^(?:pods?|po|deploy(?:ments?)?|statefulsets?|sts|svc|services?|daemonsets?|ds|jobs?|nodes?|all|exec|compose|rollout|container|latest|default)$/

/** What a command is for on its platform; undefined where no single platform can be told, or its output is kept. */
export function purposeOf(command: Pick<Command, 'text' | 'language'>): PlatformPurpose | undefined {
  const platform = platformOf(command)
  if (platform === undefined) return undefined
  const { invocations, variables } = commandFacts(command.text)
  const at = invocations.findIndex(
    ({ program }) => program !== undefined && PLATFORM_PROGRAMS[baseName(program)] === platform,
  )
  const call = invocations[at]
  // A value that later lines use makes the command a part of them.
  if (!call || variables.assigned.length > 0) return undefined
  const program = baseName(call.program!)
  const words = plainWords(call.words.slice(1).map(({ value, text }) => value ?? text))
  const subjects = subjectsOf(words)
  if (subjects.some((subject) => PLATFORM_UNIT.test(subject))) return undefined
  const inner = words.includes('exec') ? invocations[at + 1]?.program : undefined
  const purpose =
    program === 'journalctl' ? 'look' : inner === undefined ? verbPurpose(words) : `exec ${baseName(inner)}`
  return { platform, subjects, ...(purpose === undefined ? {} : { purpose }) }
}

/** Words that are no options; the values of options that name a service count, those that name a place do not. */
function plainWords(words: readonly string[]): string[] {
  return words.filter((word, index) => !ELSEWHERE.test(words[index - 1] ?? '') && !/^(?:-n|--namespace)=?/.test(word))
}

function verbPurpose(words: readonly string[]): string | undefined {
  const plain = words.filter((word) => !word.startsWith('-'))
  if (plain[0] === 'scale') return words.some((word) => /^--replicas=0$/.test(word)) ? 'stop' : 'start'
  const group = plain[0] === 'compose' || plain[0] === 'container' ? 1 : 0
  // `systemctl restart app`, but `service app restart`.
  const candidates = plain.slice(group, group + 2)
  const pair = candidates.length === 2 ? PURPOSE_OF.get(`${candidates[1]!.split('/')[0]}/${candidates[0]}`) : undefined
  return pair ?? candidates.map((word) => PURPOSE_OF.get(word)).find((purpose) => purpose !== undefined)
}

function subjectsOf(words: readonly string[]): string[] {
  return words
    .filter((word) => !/^--?[\w-]+$/.test(word))
    .flatMap((word) => word.replace(/^[^=]*=/, '').split(/[/:,@\s]+/))
    .filter((word) => /^[a-z][\w.-]{2,}$/i.test(word) && !NO_SUBJECT.test(word) && !PURPOSE_OF.has(word))
}

/** Both are about one service: `postgres` and `postgres-0`, `postgres` and `postgresql`. */
export function shareSubject(one: PlatformPurpose, other: PlatformPurpose): boolean {
  return one.subjects.some((a) =>
    other.subjects.some((b) => a === b || (Math.min(a.length, b.length) >= 4 && (a.startsWith(b) || b.startsWith(a)))),
  )
}
