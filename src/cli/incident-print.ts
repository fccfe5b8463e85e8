import type { Call } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import type { ShownIncident } from './incident-client.ts'
import { incidentLines } from './incident-lines.ts'

/** Shows an incident after something was done to it. */
export function printIncident({ flags, terminal, now }: Call<object>, incident: ShownIncident): ExitCode {
  if (flags.format === 'json') terminal.print(terminal.json({ schema: 'opsbook.incident/v1', incident }))
  else
    terminal.print(
      incidentLines(incident, now, terminal.style)
        .map((line) => `${line}\n`)
        .join(''),
    )
  return EXIT.success
}
