/** `opsbook config import FILE`: an `alertmanager.yml` as the `alerting` part of `opsbook.yaml`. */
import { resolve } from 'node:path'
import { stringify } from 'yaml'
import { openConfig } from '../app/find-config.ts'
import { importAlertmanager } from '../response/alert/settings/import-alertmanager.ts'
import type { Call } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { Failure, usageFailure } from './failure.ts'

/** Prints what to put into `opsbook.yaml`, and beside it what of the file will have no effect. */
export async function importAlerting({ args, cwd, terminal, flags }: Call<object>): Promise<ExitCode> {
  const [, file] = args
  if (file === undefined)
    throw usageFailure('missing-argument', 'name the alertmanager.yml', 'opsbook config import alertmanager.yml')
  const opened = await openConfig(resolve(cwd, file))
  if (!opened.ok)
    throw new Failure({ code: 'config/unreadable', message: `${file}: ${opened.reason}`, exit: EXIT.notFound })
  const imported = importAlertmanager(opened.text)
  if (!imported.ok)
    throw new Failure({
      ...{ code: 'config/invalid', message: imported.problems.join('\n'), exit: EXIT.usage, location: { file } },
      hint: 'Alertmanager would refuse this file too',
    })
  const { settings, unused } = imported
  const { print, say, errorStyle, json } = terminal
  if (flags.format === 'json') print(json({ schema: 'opsbook.alerting-import/v1', alerting: settings, unused }))
  else {
    print(stringify({ alerting: settings }, { lineWidth: 0 }))
    for (const { place, why } of unused) say(`${errorStyle.signs.warning} ${errorStyle.show(`${place}: ${why}`)}\n`)
  }
  return EXIT.success
}
