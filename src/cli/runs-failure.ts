/** What a run or its record refuses, in words: what, why, and what to do. */
import { hostname } from 'node:os'
import type { ProcessIdentity } from '../runbook/record/events.ts'
import { refusalWords } from '../runbook/run/part-result.ts'
import type { RunRefusal } from '../runbook/run/run-options.ts'
import { EXIT } from './exit-code.ts'
import { Failure } from './failure.ts'

export function runFailure(refusal: RunRefusal): Failure {
  const { code } = refusal
  switch (refusal.code) {
    case 'journal/locked':
      return lockedFailure(refusal.run, refusal.holder)
    case 'journal/missing': {
      const hint = 'opsbook runs list shows the runs there are'
      return new Failure({ code, message: `there is no run "${refusal.run}"`, hint, exit: EXIT.notFound })
    }
    case 'journal/damaged': {
      const { line, reason } = refusal.problem
      const message = `line ${line} of the record of ${refusal.run} is not as it was written: ${reason}`
      const hint = `Nothing is added to it any more. opsbook runs view ${refusal.run} shows it up to there`
      return new Failure({ code, message, hint, exit: EXIT.found })
    }
    case 'run/over': {
      const message = `the run ${refusal.run} is over: ${refusal.result}`
      return new Failure({ code, message, hint: 'Begin a new one with opsbook run', exit: EXIT.notFound })
    }
    case 'run/pinned-missing': {
      const message = `${refusal.what} of ${refusal.run} is not beside its record any more, or was changed`
      const hint = 'It cannot be carried on; begin a new one with opsbook run'
      return new Failure({ code, message, hint, exit: EXIT.found })
    }
    case 'journal/unwritable': {
      const message = `the record of ${refusal.run} could not be written: ${refusal.reason}. Nothing more was started`
      const hint = `Make room or see that its folder can be written, then go on with opsbook runs resume ${refusal.run}; if it had not begun, begin again`
      return new Failure({ code, message, hint, exit: EXIT.failed })
    }
    default: {
      const words = refusalWords(refusal as { code: string }).replace(` (${code})`, '')
      return new Failure({ code, message: words, exit: EXIT.failed })
    }
  }
}

/** Somebody else is at the run. */
function lockedFailure(run: string, { pid, host }: ProcessIdentity): Failure {
  const message = `the run ${run} is carried out by process ${pid} on ${host}`
  const hint =
    host === hostname()
      ? `Look on with opsbook runs watch ${run}, or end it with opsbook runs cancel ${run}`
      : `Look there; only if ${host} is known to be dead: opsbook runs resume ${run} --from-other-host`
  return new Failure({ code: 'journal/locked', message, hint, exit: EXIT.notFound })
}
