import { describe, expect, test } from 'vitest'
import { foreignEffect } from './foreign-effect.ts'
import { splitSql } from './sql-statements.ts'

const check = (language: string, text: string, effect: string) =>
  expect({ text, effect: foreignEffect(language, text).effect }).toEqual({ text, effect })

describe('sql, statement by statement', () => {
  test.each([
    ['SELECT count(*) FROM orders', 'read-only'],
    ['select * from orders -- delete from orders', 'read-only'],
    ["SELECT 'drop table x; --' AS text", 'read-only'],
    ['SELECT pg_terminate_backend(pid) FROM pg_stat_activity', 'destructive'],
    ['SELECT pg_reload_conf()', 'changing'],
    ['SELECT * INTO old_orders FROM orders', 'changing'],
    ['SHOW ALL; SET statement_timeout = 0; BEGIN; COMMIT', 'read-only'],
    ['EXPLAIN DELETE FROM orders', 'read-only'],
    ['EXPLAIN ANALYZE DELETE FROM orders', 'destructive'],
    ['WITH gone AS (DELETE FROM orders RETURNING *) SELECT * FROM gone', 'destructive'],
    ['WITH a AS (SELECT 1) SELECT * FROM a', 'read-only'],
    ['INSERT INTO orders VALUES (1)', 'changing'],
    ['UPDATE orders SET paid = true WHERE id = 1', 'changing'],
    ['ALTER TABLE orders ADD COLUMN note text', 'changing'],
    ['ALTER TABLE orders DROP COLUMN note', 'destructive'],
    ['CREATE INDEX CONCURRENTLY i ON orders (id)', 'changing'],
    ['COPY orders TO STDOUT', 'read-only'],
    ["COPY orders FROM '/tmp/orders.csv'", 'changing'],
    ['SELECT 1; DROP TABLE orders; SELECT 2', 'destructive'],
    ['TRUNCATE orders', 'destructive'],
    ['\\dt+ orders', 'read-only'],
    ["\\copy orders from 'orders.csv'", 'changing'],
    ['DO $$ BEGIN DELETE FROM orders; END $$', 'changing'],
    ['FROBNICATE orders', 'unknown'],
  ])('%s', (text, effect) => check('sql', text, effect))

  test('an update of every row says so', () => {
    expect(foreignEffect('sql', 'UPDATE orders SET paid = false').reasons).toEqual([
      'UPDATE without WHERE changes every row',
    ])
  })
})

describe('erlang, call by call', () => {
  test.each([
    ['application:which_applications().', 'read-only'],
    ['erlang:memory().', 'read-only'],
    ['recon:proc_count(memory, 10).', 'read-only'],
    ['shop_backpressure:status().', 'read-only'],
    ['shop_policy:list_policies(<<"a">>).', 'read-only'],
    ['gen_server:call(shop_client, status).', 'read-only'],
    ['gen_server:call(shop_client, {get_state, 1}).', 'read-only'],
    ['gen_server:call(shop_client, reset).', 'changing'],
    ['gen_server:cast(shop_client, status).', 'unknown'],
    ['rpc:call(Node, application, which_applications, []).', 'read-only'],
    ['application:ensure_all_started(shop).', 'changing'],
    ['application:stop(shop).', 'changing'],
    ['shop_breaker:force_reset().', 'changing'],
    ['shop:set_limit(5).', 'changing'],
    ['shop_cache:clear_all().', 'changing'],
    ['ets:delete_all_objects(cache).', 'destructive'],
    ['shop_store:delete_policy(a).', 'destructive'],
    ['erlang:halt().', 'destructive'],
    ['q().', 'destructive'],
    ['init:stop().', 'changing'],
    ['{ok, H} = shop:get_health(), maps:get(p95, H).', 'read-only'],
    ['io:format("shop:delete_all() is not called~n").', 'read-only'],
    ['shop:frobnicate().', 'unknown'],
    ['Module:status().', 'unknown'],
    ['shop_worker ! reload.', 'changing'],
    ['1 + 1.', 'read-only'],
  ])('%s', (text, effect) => check('erlang', text, effect))
})

test('queries read, mongo is judged, other languages are unknown', () => {
  check('promql', 'rate(http_requests_total[5m])', 'read-only')
  check('logql', '{app="shop"} |= "delete"', 'read-only')
  check('mongo', 'db.orders.find({})', 'read-only')
  check('mongo', 'db.dropDatabase()', 'destructive')
  check('mongo', 'db.orders.updateMany({}, {})', 'changing')
  check('python', 'print(1)', 'unknown')
})

test('sql is cut at its semicolons only', () => {
  const cut = (text: string) => splitSql(text).map(({ start, end }) => text.slice(start, end).trim())
  expect(cut("SELECT ';'; -- a;b\nSELECT 2; /* ; */ SELECT $x$;$x$")).toEqual([
    "SELECT ';';",
    '-- a;b\nSELECT 2;',
    '/* ; */ SELECT $x$;$x$',
  ])
})
