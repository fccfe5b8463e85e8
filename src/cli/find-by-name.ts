import { EXIT } from './exit-code.ts'
import { Failure } from './failure.ts'
import type { ServerClient } from './server-client.ts'

/** The thing of a server that people call by this name. Fails when there is none, and says how to see those there are. */
export async function findByName(
  client: ServerClient,
  { path, noun, list }: { path: string; noun: string; list: string },
  name: string,
): Promise<{ id: string }> {
  const found = (await client.list<{ id: string; name: string }>(path, {}, 10_000)).find((each) => each.name === name)
  if (found) return found
  throw new Failure({
    ...{ code: `${noun}/unknown`, message: `there is no ${noun} "${name}"`, exit: EXIT.notFound },
    hint: `${list} shows them`,
  })
}
