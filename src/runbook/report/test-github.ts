import { visible } from '../../kit/visible.ts'
import type { TestedPage } from '../run/test/tested.ts'
import { data, property } from './workflow-command.ts'

/** An `::error` at the line of each expectation that was not met and of each command that failed. */
export const testGithub = (pages: readonly TestedPage[]): string =>
  pages
    .flatMap(({ file, procedures }) =>
      procedures.flatMap(({ title, failures }) =>
        failures.map(({ line, message, difference }) => {
          const place = `file=${property(file)},line=${line},title=${property(`opsbook test: ${title}`)}`
          return `::error ${place}::${data([message, ...difference].map(visible).join('\n'))}\n`
        }),
      ),
    )
    .join('')
