import type { Migration } from '../migrate.ts'

/**
 * The audit: the exact text that was hashed, and nothing beside it that could say something else; searches go over what the database
 * computes from that text. The trigger stops mistakes; whoever may drop it is found out by the chain.
 */
export const audit: Migration = {
  name: '0003-audit',
  up: [
    `create table audit (
      seq bigint primary key,
      hash text not null,
      body text not null
    )`,
    `create index audit_action on audit (((body::jsonb) ->> 'action'), seq)`,
    `create index audit_actor on audit (((body::jsonb) #>> '{actor,id}'), seq)`,
    `create index audit_subject on audit (((body::jsonb) #>> '{subject,id}'), seq)`,
    `create function audit_is_append_only() returns trigger language plpgsql as $$
      begin raise exception 'the audit is append only' using errcode = 'insufficient_privilege'; end $$`,
    `create trigger audit_is_append_only before update or delete or truncate on audit
      for each statement execute function audit_is_append_only()`,
  ],
}
