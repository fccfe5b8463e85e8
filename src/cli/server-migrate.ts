/** `opsbook server migrate`: the schema of the database, brought to this version. A server does it by itself when it starts. */
import { migrationStates } from '../db/migrate.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { type StoreFlags, withStore } from './open-cli-store.ts'

export const serverMigrate: CommandDefinition = {
  text: {
    name: 'migrate',
    summary:
      'Brings the database forward to this version. A server does it by itself when it starts; here you can do it before.',
    formats: ['table', 'json'],
    examples: [
      ['opsbook server migrate', 'apply what is missing'],
      ['opsbook server migrate --dry-run', 'show what is missing'],
    ],
  },
  shape: (command) =>
    command.option('--dry-run', 'only show').option('--data <dir>', 'folder of the embedded database'),
  run,
}

async function run(call: Call<StoreFlags & { dryRun?: boolean }>): Promise<ExitCode> {
  const { flags, terminal } = call
  return withStore(call, { name: 'migrate', migrated: !flags.dryRun }, async (store) => {
    const states = await migrationStates(store.open.db)
    if (flags.format === 'json') {
      terminal.print(
        terminal.json({
          schema: 'opsbook.migrations/v1',
          database: store.shown,
          migrations: states.map(({ name, appliedAt }) => ({ name, applied_at: appliedAt?.toISOString() ?? null })),
        }),
      )
      return EXIT.success
    }
    const { style, print } = terminal
    for (const { name, appliedAt } of states)
      print(
        `${appliedAt ? style.signs.ok : style.signs.warning} ${name.padEnd(32)} ${appliedAt?.toISOString() ?? 'missing'}\n`,
      )
    return EXIT.success
  })
}
