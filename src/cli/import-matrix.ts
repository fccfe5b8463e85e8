/** `opsbook config import --from-book`: the escalation matrix of the book as the `paging` part of `opsbook.yaml`. */
import { stringify } from 'yaml'
import { readSeverityPolicy } from '../response/incident/severity-policy.ts'
import { readMatrix } from '../response/page/matrix/matrix.ts'
import { policiesOfMatrix } from '../response/page/matrix/policies-of-matrix.ts'
import type { Call } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { Failure } from './failure.ts'
import { openBook } from './open-book.ts'

/** Prints what to put into `opsbook.yaml`, and beside it which schedules somebody has to make. */
export async function importMatrix(call: Call<object>): Promise<ExitCode> {
  const [, ...paths] = call.args
  const { book } = await openBook(call, paths)
  const { repositories } = book
  const rows = readMatrix(repositories, readSeverityPolicy(repositories))
  if (rows.length === 0)
    throw new Failure({
      ...{
        code: 'paging/no-matrix',
        message: 'the book has no escalation matrix with severities and times',
        exit: EXIT.notFound,
      },
      hint: 'A table like | Severity | Initial Response | After 30 min | is one',
    })
  const { paging, roles } = policiesOfMatrix(rows, repositories)
  const { print, say, errorStyle, json } = call.terminal
  if (call.flags.format === 'json') print(json({ schema: 'opsbook.paging-import/v1', paging, roles }))
  else {
    print(stringify({ paging }, { lineWidth: 0 }))
    for (const { schedule, role, place, contact } of roles) {
      const known = contact === undefined ? '' : `; the book reaches them at ${contact}`
      say(
        `${errorStyle.signs.warning} ${errorStyle.show(`schedule ${schedule} is to be made: "${role}" of ${place}${known}`)}\n`,
      )
    }
  }
  return EXIT.success
}
