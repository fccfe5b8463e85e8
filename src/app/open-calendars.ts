/** The calendars that the settings name, read from their files. */
import { readFileSync, realpathSync, statSync } from 'node:fs'
import { resolve, sep } from 'node:path'
import type { Calendar } from '../response/oncall/calendar/calendar.ts'
import { MOST_CALENDAR_BYTES, readCalendar } from '../response/oncall/calendar/read-calendar.ts'
import type { OncallSettings } from '../response/oncall/settings/oncall-schema.ts'

/** Reads each calendar's file; one that cannot be read has no events and says why. `folder` is the one of the settings: nothing outside of it is read. */
export function openCalendars({ calendars }: OncallSettings, folder: string): ReadonlyMap<string, Calendar> {
  return new Map(Object.entries(calendars).map(([name, { file }]) => [name, openCalendar(file, folder)]))
}

function openCalendar(file: string, folder: string): Calendar {
  const cannot = (reason: string): Calendar => ({ events: [], problems: [`${file} cannot be read: ${reason}`] })
  try {
    const path = realpathSync(resolve(folder, file))
    if (!path.startsWith(realpathSync(folder) + sep)) return cannot('it lies outside of the folder of the settings')
    const stats = statSync(path)
    if (!stats.isFile()) return cannot('it is no file')
    if (stats.size > MOST_CALENDAR_BYTES) return cannot(`it is larger than ${MOST_CALENDAR_BYTES / 1_000_000} MB`)
    return readCalendar(readFileSync(path, 'utf8'))
  } catch (error) {
    return cannot((error as NodeJS.ErrnoException).code ?? String(error))
  }
}
