/** How to reach a bash: the argv of a system program whose standard streams lead to one. Nothing is started here. */
import type { Opening } from './session.ts'

export interface Transport {
  /** For messages: `local`, `ssh web-3`, `docker shop-1`. */
  target: string
  argv: readonly string[]
  /**
   * `descriptors`: the shell is our child and gets a descriptor of its own for the records. `framed`: only three streams
   * lead there, and the records travel inside of the output.
   */
  channels: 'descriptors' | 'framed'
}

const BASH = ['bash', '--noprofile', '--norc'] as const

/** A bash on this machine; `program` where it is not the one on the PATH. */
export const localTransport = ({ program = 'bash' }: { program?: string } = {}): Transport => ({
  target: 'local',
  argv: [program, '--noprofile', '--norc'],
  channels: 'descriptors',
})

export interface SshTarget {
  /** `host` or `user@host`; aliases of the operator's ssh configuration work. */
  host: string
  port?: number
  /** Another configuration file than `~/.ssh/config`. */
  configFile?: string
  identityFile?: string
  /** Folder of the control sockets; with it all sessions of one host share one connection. At most about 60 characters. */
  controlFolder?: string
  connectTimeoutSeconds?: number
}

/**
 * A bash at the other end of the system's OpenSSH, which brings known hosts, agent and jump hosts. It never asks for
 * anything: an unknown host or a missing key is a refusal.
 */
export function sshTransport(target: SshTarget): Opening<Transport> {
  // Behind a login, too: a jump host may be given the name as an argument.
  const problem = nameProblem(target.host) ?? nameProblem(target.host.slice(target.host.lastIndexOf('@') + 1))
  if (problem) return badTarget(`ssh ${target.host}`, problem)
  const options = [
    ...(target.configFile === undefined ? [] : ['-F', target.configFile]),
    ...(target.identityFile === undefined ? [] : ['-i', target.identityFile]),
    ...(target.port === undefined ? [] : ['-p', String(target.port)]),
    ...['-T', '-o', 'BatchMode=yes', '-o', `ConnectTimeout=${target.connectTimeoutSeconds ?? 15}`],
    ...['-o', 'ServerAliveInterval=15', '-o', 'ServerAliveCountMax=4', '-o', 'ForwardX11=no'],
    ...(target.controlFolder === undefined
      ? []
      : ['-o', 'ControlMaster=auto', '-o', `ControlPath=${target.controlFolder}/%C`, '-o', 'ControlPersist=60']),
  ]
  // ssh hands one string to the login shell of the other side; this one is constant and means the same in all of them.
  return framed(`ssh ${target.host}`, ['ssh', ...options, '--', target.host, `exec ${BASH.join(' ')}`])
}

export interface DockerTarget {
  container: string
  user?: string
  /** `podman` works alike. */
  program?: 'docker' | 'podman'
}

/** A bash in a running container. */
export function dockerTransport({ container, user, program = 'docker' }: DockerTarget): Opening<Transport> {
  const problem = nameProblem(container) ?? (user === undefined ? undefined : nameProblem(user))
  if (problem) return badTarget(`${program} ${container}`, problem)
  const as = user === undefined ? [] : ['--user', user]
  return framed(`${program} ${container}`, [program, 'exec', '-i', ...as, '--', container, ...BASH])
}

export interface KubectlTarget {
  /** A pod, or a kind and a name: `deployment/web`. */
  pod: string
  namespace?: string
  container?: string
  context?: string
}

/** A bash in a container of a pod. */
export function kubectlTransport(target: KubectlTarget): Opening<Transport> {
  const flags = { '--context': target.context, '--namespace': target.namespace, '--container': target.container }
  const given = Object.entries(flags).flatMap(([flag, value]) => (value === undefined ? [] : [[flag, value] as const]))
  const problem = [target.pod, ...given.map(([, value]) => value)].map(nameProblem).find((found) => found !== undefined)
  if (problem) return badTarget(`kubectl ${target.pod}`, problem)
  const where = given.map(([flag, value]) => `${flag}=${value}`)
  return framed(`kubectl ${target.pod}`, ['kubectl', ...where, 'exec', '-i', target.pod, '--', ...BASH])
}

const framed = (target: string, argv: readonly string[]): Opening<Transport> => ({
  ok: true,
  value: { target, argv, channels: 'framed' },
})

const badTarget = (target: string, reason: string): Opening<never> => ({
  ok: false,
  refusal: { code: 'session/bad-target', target, reason },
})

/** Names come from inventories and alerts: one that begins with a dash would be an option of the program. */
function nameProblem(name: string): string | undefined {
  if (name === '') return 'the name is empty'
  if (name.startsWith('-')) return 'the name begins with a dash'
  return /^[\w.@:/%+=,[\]-]{1,255}$/.test(name)
    ? undefined
    : 'the name has characters that no host, container or pod has'
}
