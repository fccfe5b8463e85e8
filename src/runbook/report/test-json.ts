import type { Call } from '../run/test/stand-in-calls.ts'
import { countTests, type TestedPage } from '../run/test/tested.ts'
import { groupBy } from './group-by.ts'
import type { TestOutput } from './test-contract.ts'

/** `opsbook.test/v1`. */
export function testJson(pages: readonly TestedPage[]): TestOutput {
  const counts = countTests(pages)
  return {
    schema: 'opsbook.test/v1',
    passed: counts.procedures.failed === 0,
    counts,
    pages: pages.map(({ file, title, notTested, procedures }) => ({
      ...{ file, title, notTested: notTested ?? null },
      procedures: procedures.map(({ calls, steps, failures, reason, folder, ...procedure }) => ({
        ...{ ...procedure, reason: reason ?? null, folder: folder ?? null },
        steps: steps.map(({ reason: why, expectations, failures: own, ...step }) => ({
          ...{ ...step, reason: why ?? null },
          expectations: [...expectations],
          failures: own.map((failure) => ({ ...failure, difference: [...failure.difference] })),
        })),
        failures: failures.map((failure) => ({ ...failure, difference: [...failure.difference] })),
        standIns: standIns(calls),
      })),
    })),
  }
}

/** Which programs were replaced, how often they were called, and how. */
export const standIns = (calls: readonly Call[]) =>
  [...groupBy(calls, ({ program }) => program)].map(([program, all]) => ({
    ...{ program, times: all.length },
    calls: all.map(({ argv }) => [...argv]),
  }))
