import type { Calendar } from '../../response/oncall/calendar/calendar.ts'
import type { Rota } from '../../response/oncall/rota.ts'
import { compileRotas } from '../../response/oncall/settings/compile-rota.ts'
import type { OncallSettings } from '../../response/oncall/settings/oncall-schema.ts'
import type { OpenBook } from '../live-book.ts'
import { openCalendars } from '../open-calendars.ts'

/** What the settings say about who is on call, with the calendars they name. */
export interface OncallInForce {
  readonly settings: OncallSettings | undefined
  readonly calendars: ReadonlyMap<string, Calendar>
  readonly rotas: ReadonlyMap<string, Rota>
}

export function oncallInForce({ config, folder }: Pick<OpenBook, 'config' | 'folder'>): OncallInForce {
  const settings = config.oncall
  if (!settings) return { settings, calendars: new Map(), rotas: new Map() }
  const calendars = openCalendars(settings, folder)
  return { settings, calendars, rotas: compileRotas(settings, calendars) }
}
