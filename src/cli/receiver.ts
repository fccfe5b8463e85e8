import { usageFailure } from './failure.ts'

const KINDS = ['user', 'schedule', 'team'] as const

/** Who is meant by `ben`, `schedule:shop-primary`, `team:sre`, and where that is possible `policy:database`. */
export function readReceiver(typed: string, takesPolicies: boolean): Record<string, string> {
  const [, kind = 'user', name = ''] = /^(?:([a-z]+):)?(.+)$/.exec(typed) ?? []
  const known: readonly string[] = takesPolicies ? [...KINDS, 'policy'] : KINDS
  if (known.includes(kind) && name !== '') return { [kind]: name }
  throw usageFailure(
    'invalid-value',
    `"${typed}" names nobody`,
    `A login, or ${known.map((each) => `${each}:NAME`).join(', ')}`,
  )
}
