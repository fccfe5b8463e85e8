/** `opsbook runs list --on-server`. */
import { FIRST_PREVIOUS } from '../runbook/record/journal-text.ts'
import type { ListedRun } from '../runbook/report/run-list.ts'
import type { Call } from './command.ts'
import { pageWanted } from './page-wanted.ts'
import type { Listed, RunsListFlags } from './runs-list.ts'
import { serverClient } from './server-client.ts'
import { statusOf } from './server-record.ts'
import type { ServerRun } from './server-run.ts'

/** Asks for one more than is shown: then there are older ones. */
export async function runsOfServer(call: Call<RunsListFlags>, limit: number): Promise<Listed> {
  const { page, result } = call.flags
  const wanted = page === undefined ? undefined : pageWanted(page)
  const client = serverClient(call)
  const query = { page: wanted?.file, procedure: wanted?.procedure, status: result?.join(',') }
  const found = await client.list<ServerRun>('/runs', query, limit + 1)
  const runs = found.slice(0, limit).map(listedServerRun)
  return { runs, leftOut: found.length > limit ? null : 0, place: client.url }
}

function listedServerRun(run: ServerRun): ListedRun {
  return {
    ...{ run: run.id, status: statusOf(run), needs: run.waitsFor ?? undefined, reason: run.reason ?? undefined },
    ...{ page: run.page, procedure: run.procedure, actor: run.requestedBy, at: run.startedAt ?? run.requestedAt },
    ...{
      durationMs: run.durationMs ?? undefined,
      head: { events: run.events, hash: run.headHash ?? (run.events === 0 ? FIRST_PREVIOUS : '') },
    },
  }
}
