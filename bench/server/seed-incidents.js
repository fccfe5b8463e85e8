// Fills the database of a server that is stopped with incidents: copies of two that were made by the server itself.
import { join } from 'node:path'
import { openStore } from '../../dist/app/open-store.js'
import { ask } from './opsbook.js'

/** Makes the two that are copied: one is open, one over. */
export async function makeTemplates({ url }, token) {
  for (const title of ['open', 'over']) {
    const { id } = await ask(url, '/api/v1/incidents', { title, severity: 'P1' }, token)
    if (title === 'over') await ask(url, `/api/v1/incidents/${id}/resolve`, {}, token)
  }
}

/** Copies them: `open` of them are still open, and the clocks of these run. */
export async function seed(folder, { all, open }) {
  const env = { OPSBOOK_DATA: join(folder, 'data') }
  const store = await openStore({ env, name: 'bench', poolSize: 1, migrated: false, tell: () => undefined })
  const { default: pg } = await import('pg')
  const client = new pg.Client({ ...store.config, options: '-c search_path=opsbook -c statement_timeout=0' })
  try {
    await client.connect()
    await client.query(`create temporary table copy as
      select template.id as of, 'incident_seed' || lpad(n::text, 17, '0') as id, 1000 + n as number,
        now() + n * interval '1 minute' as clock_at
      from generate_series(1, ${all}) n
      join incidents template on template.title = case when n <= ${open} then 'open' else 'over' end`)
    await client.query(`insert into incidents
      (id, number, kind, title, severity, status, service, group_key, merged_into, opened_at, resolved_at, clock_at, version, state)
      select copy.id, copy.number, kind, title, severity, status, service, 'seeded ' || copy.number, merged_into, opened_at, resolved_at,
        case when status = 'resolved' then null else copy.clock_at end, version,
        state || jsonb_build_object('id', copy.id, 'number', copy.number)
      from copy join incidents on incidents.id = copy.of`)
    await client.query(`insert into incident_events (incident_id, seq, happened_at, recorded_at, actor, type, data)
      select copy.id, seq, happened_at, recorded_at, actor, type,
        case when type = 'opened' then data || jsonb_build_object('incident', copy.id, 'number', copy.number) else data end
      from copy join incident_events on incident_id = copy.of`)
    await client.query('analyze')
  } finally {
    await client.end()
    await store.close()
  }
}
