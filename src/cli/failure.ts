/** Why a command could not do its work: what, where, why, and what to do. Thrown by commands, printed once by `main`. */
import type { Diagnostic } from '../kit/diagnostic.ts'
import type { Refusal } from '../kit/refusal.ts'
import { EXIT, type ExitCode } from './exit-code.ts'

export interface FailureParts {
  code: string
  message: string
  hint?: string
  /** A help topic or a rule that says more: `opsbook help TOPIC`. */
  docs?: string
  exit: ExitCode
  location?: { file: string; line?: number; column?: number; endColumn?: number; source?: string }
}

/** An expected failure. Anything else that is thrown is a bug. */
export class Failure extends Error {
  readonly parts: FailureParts

  constructor(parts: FailureParts) {
    super(parts.message)
    this.parts = parts
  }
}

/** A mistake on the command line. */
export function usageFailure(code: string, message: string, hint?: string): Failure {
  return new Failure({ code: `usage/${code}`, message, exit: EXIT.usage, ...(hint === undefined ? {} : { hint }) })
}

/** The one translation of refusals for the command line. */
export function refusalFailure(refusal: Refusal): Failure {
  const { code } = refusal
  switch (refusal.code) {
    case 'book/missing-folder':
      return new Failure({ code, message: `there is no file or folder "${refusal.path}"`, exit: EXIT.notFound })
    case 'book/not-readable': {
      const hint = 'Give this user permission to read it (folders need +rx)'
      return new Failure({
        code,
        message: `"${refusal.path}" cannot be read: ${refusal.reason}`,
        hint,
        exit: EXIT.failed,
      })
    }
    case 'book/empty': {
      const hint =
        'Name a folder with .md or .markdown files, or see "include" and "exclude" with: opsbook config explain'
      return new Failure({ code, message: `there are no pages in "${refusal.path}"`, hint, exit: EXIT.notFound })
    }
    case 'book/no-such-page': {
      const hint =
        refusal.near.length > 0 ? `Did you mean ${refusal.near.join(' or ')}?` : 'opsbook list shows the pages'
      return new Failure({ code, message: `there is no page "${refusal.page}"`, hint, exit: EXIT.notFound })
    }
    case 'rule/unknown': {
      const hint =
        refusal.near.length > 0 ? `Did you mean ${refusal.near.join(' or ')}?` : 'opsbook explain lists the rules'
      return new Failure({ code, message: `there is no rule ${refusal.rule}`, hint, exit: EXIT.notFound })
    }
    case 'config/invalid':
      return new Failure({
        code,
        message: refusal.problems.join('\n'),
        exit: EXIT.usage,
        location: { file: refusal.path },
      })
    case 'baseline/unreadable': {
      const hint = 'Write it anew with --write-baseline'
      return new Failure({
        code,
        message: `the baseline file "${refusal.path}" cannot be used: ${refusal.reason}`,
        hint,
        exit: EXIT.usage,
      })
    }
    case 'git/unavailable': {
      const hint = '--changed-since needs git, a checkout, and a commit, branch or tag that exists in it'
      return new Failure({ code, message: `git cannot tell what changed: ${refusal.reason}`, hint, exit: EXIT.usage })
    }
    case 'clock/invalid': {
      const hint = 'Write it like 2026-03-02 or 2026-03-02T09:00:00Z'
      return new Failure({ code, message: `"${refusal.value}" is no date`, hint, exit: EXIT.usage })
    }
  }
}

/** A configuration that cannot be used: the first problem is shown with its place, the others are counted. */
export function configFailure(file: string, text: string, problems: readonly Diagnostic[]): Failure {
  const [first] = problems
  if (!first) throw new Error('a configuration without problems is no failure')
  const others = problems.slice(1).map(({ span, message }) => `${file}:${span.line}:${span.column} ${message}`)
  const source = text.split(/\r?\n/)[first.span.line - 1]
  return new Failure({
    code: `OPSBOOK-${first.rule}`,
    message: [first.message, ...others].join('\n'),
    ...(first.hint === undefined ? {} : { hint: first.hint }),
    docs: first.rule,
    exit: EXIT.usage,
    location: {
      file,
      line: first.span.line,
      column: first.span.column,
      endColumn: first.span.endColumn,
      ...(source === undefined ? {} : { source }),
    },
  })
}
