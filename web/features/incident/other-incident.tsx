import { useQuery } from '@tanstack/react-query'
import type { Incident, Page } from '../../../src/http/contract.ts'
import { ask, pathOf } from '../../api/client.ts'

/** Chooses another incident: the latest ones, newest first. */
export function OtherIncident({ than, name }: { than: Incident; name: string }) {
  const others = useQuery({
    queryKey: ['incident', 'latest'],
    queryFn: ({ signal }) => ask<Page<Incident>>(pathOf('/api/v1/incidents', { limit: 100 }), { signal }),
  })
  return (
    <div className="field">
      <label htmlFor={`other-${name}`}>Which one</label>
      <select id={`other-${name}`} name={name} required defaultValue="">
        <option value="" disabled>
          Choose…
        </option>
        {others.data?.items
          .filter(({ id, status }) => id !== than.id && status !== 'merged')
          .map(({ id, number, title, status }) => (
            <option key={id} value={number}>
              #{number} {title} ({status})
            </option>
          ))}
      </select>
    </div>
  )
}
