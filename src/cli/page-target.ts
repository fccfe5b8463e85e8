/** What a command line means by `docs/RUNBOOK.md#nats-restart`. */
import type { Page } from '../runbook/book/page.ts'
import { EXIT } from './exit-code.ts'
import { Failure, usageFailure } from './failure.ts'

/** The page and the procedure that the arguments name: `FILE#procedure` or `FILE procedure`. */
export function pageTarget(args: readonly string[], command: string): { name: string; wanted?: string } {
  const [file = '', procedure] = args
  const hash = file.lastIndexOf('#')
  const name = hash > 0 ? file.slice(0, hash) : file
  const wanted = procedure?.replace(/^#/, '') ?? (hash > 0 ? file.slice(hash + 1) : undefined)
  if (wanted === '')
    throw usageFailure(
      'missing-procedure',
      'the name of a procedure is missing behind #',
      `opsbook ${command === 'view' ? command : 'list'} ${name} lists them`,
    )
  return { name, ...(wanted === undefined ? {} : { wanted }) }
}

/** By id, by title, or by a part of the title that only one procedure has. */
export function chooseProcedure({ procedures, file }: Page, wanted: string): Page['procedures'][number] {
  const word = wanted.toLowerCase()
  const exact = procedures.find(({ id, title }) => id === wanted || title.toLowerCase() === word)
  const partial = procedures.filter(({ id, title }) => id.includes(word) || title.toLowerCase().includes(word))
  const only = exact ?? (partial.length === 1 ? partial[0] : undefined)
  if (only) return only
  const names = (partial.length > 0 ? partial : procedures).slice(0, 8).map(({ id }) => `#${id}`)
  throw new Failure({
    code: 'book/no-such-procedure',
    message:
      partial.length > 1
        ? `"${wanted}" fits ${partial.length} procedures of ${file}`
        : `there is no procedure "${wanted}" in ${file}`,
    hint:
      names.length > 0
        ? `It has ${names.join(', ')}${procedures.length > 8 && partial.length === 0 ? ' and more' : ''}`
        : 'The page has no procedures',
    exit: EXIT.notFound,
  })
}
