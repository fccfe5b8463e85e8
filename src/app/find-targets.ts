/** From the words of `--target` to places; pure. */
import { nearNames } from '../runbook/book/near-names.ts'
import type { Target } from '../runbook/plan/plan.ts'
import { present } from './present.ts'
import type { RunConfig, TargetConfig } from './run-config.ts'

export type FoundTargets =
  | { ok: true; targets: readonly Target[] }
  | { ok: false; word: string; reason: string; hint: string }

const LOCAL: Target = { name: 'local', kind: 'local' }

/** The targets that words name, each once, in the order in which they are named; without words, this machine. */
export function findTargets(words: readonly string[] | undefined, config: RunConfig): FoundTargets {
  if (words === undefined || words.length === 0) return { ok: true, targets: [named('local', config) ?? LOCAL] }
  const targets = new Map<string, Target>()
  for (const word of words) {
    const found = findTarget(word, config)
    if (!found.ok) return found
    for (const target of found.targets) targets.set(target.name, target)
  }
  return { ok: true, targets: [...targets.values()] }
}

function findTarget(word: string, config: RunConfig): FoundTargets {
  const refuse = (reason: string, hint: string): FoundTargets => ({ ok: false, word, reason, hint })
  if (/^person(?:\/|$)/.test(word)) return refuse('this name stands for the people of a run', 'Give another name')
  const group = Object.hasOwn(config.groups, word) ? config.groups[word]! : [word]
  const known = group.flatMap((name) => named(name, config) ?? [])
  if (known.length === group.length) return { ok: true, targets: known }
  const spelled = spelledOut(word)
  if (spelled) return { ok: true, targets: [spelled] }
  const names = [...Object.keys(config.targets), ...Object.keys(config.groups), 'local']
  const near = nearNames(word, names)
  const forms = 'ssh:USER@HOST, docker:CONTAINER, podman:CONTAINER, kubectl:NAMESPACE/POD'
  return refuse(
    'there is no such target',
    near.length > 0
      ? `Did you mean ${near.join(' or ')}?`
      : `Name it under "run.targets" in opsbook.yaml, or write ${forms}; known here: ${names.join(', ')}`,
  )
}

const named = (name: string, { targets }: RunConfig): Target | undefined =>
  Object.hasOwn(targets, name) ? targetOf(name, targets[name]!) : name === 'local' ? LOCAL : undefined

function targetOf(name: string, { local, ssh, docker, podman, kubectl, ...more }: TargetConfig): Target {
  if (local) return { name, kind: 'local' }
  const kind =
    ssh !== undefined ? 'ssh' : docker !== undefined ? 'docker' : podman !== undefined ? 'podman' : 'kubernetes'
  return { name, kind, ...present({ address: ssh ?? docker ?? podman ?? kubectl, ...more }) }
}

/** `ssh:ana@web-3:2222`, `docker:shop-1`, `kubectl:shop/deployment/web`: the whole word is its name in the record. */
function spelledOut(word: string): Target | undefined {
  const [, kind, rest = ''] = /^(ssh|docker|podman|kubectl):([\w.@:/%+=,[\]-]{1,200})$/.exec(word) ?? []
  switch (kind) {
    case 'ssh': {
      const [, user, host, port] = /^(?:([^@]+)@)?(\[[^\]]+\]|[^@:]+)(?::(\d{1,5}))?$/.exec(rest) ?? []
      if (host === undefined) return undefined
      const address = host.replace(/^\[|\]$/g, '')
      return { name: word, kind, address, ...present({ user, port: port === undefined ? undefined : Number(port) }) }
    }
    case 'docker':
    case 'podman':
      return { name: word, kind, address: rest }
    case 'kubectl': {
      const [, namespace, address] = /^(?:([^/]+)\/)?([^/]+(?:\/[^/]+)?)$/.exec(rest) ?? []
      return address === undefined ? undefined : { name: word, kind: 'kubernetes', address, ...present({ namespace }) }
    }
    default:
      return undefined
  }
}
