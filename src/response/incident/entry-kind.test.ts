import { expect, test } from 'vitest'
import { ENTRY_KINDS, isOfKind } from './entry-kind.ts'

test.each([
  ['Ana', 'noted', ['acts', 'notes']],
  ['Ana', 'status-posted', ['acts', 'status']],
  ['Ana', 'acknowledged', ['acts', 'status', 'people']],
  ['Ana', 'role-offered', ['acts', 'people']],
  ['Ana', 'run-finished', ['acts', 'runs']],
  ['Ana', 'workflow-step', ['acts', 'runs']],
  ['Ana', 'alert-detached', ['acts', 'alerts']],
  ['Ana', 'merged', ['acts']],
  ['Ana', 'corrected', []],
  ['opsbook', 'opened', ['status']],
  ['opsbook', 'alerts-resolved', ['alerts']],
  ['opsbook', 'clock-breached', ['clocks']],
] as const)('%s %s is shown under %j', (by, type, kinds) => {
  expect(ENTRY_KINDS.filter((kind) => isOfKind({ type, by }, kind))).toEqual(kinds)
})
