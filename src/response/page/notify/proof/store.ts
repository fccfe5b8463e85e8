/** Links by which a reader says that a message has reached them. */
import { sql } from 'kysely'
import type { Database } from '../../../../db/database.ts'

const VALID_DAYS = 7

export async function addProofLink(
  tx: Database,
  link: { readonly digest: Buffer; readonly deliveryId: string },
): Promise<void> {
  await sql`
    insert into proof_links (digest, delivery_id, expires_at)
    values (${link.digest}, ${link.deliveryId}, now() + make_interval(days => ${VALID_DAYS}))`.execute(tx)
}
