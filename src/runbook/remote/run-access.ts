import type { Access } from '../../kit/route.ts'
import type { RemoteRun } from './remote-run.ts'

/** A run somebody may read or change. It belongs to its incident, in which a role may give rights. */
export const runAccess = (
  find: (id: string) => Promise<RemoteRun | undefined>,
  permission: 'run:read' | 'run:start' | 'run:approve',
): Access => ({
  kind: 'user',
  permission,
  object: {
    param: 'run',
    exists: async (id) => (await find(id)) !== undefined,
    incident: async (id) => (await find(id))?.incidentId ?? undefined,
  },
})
