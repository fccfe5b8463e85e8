import type { Verdict } from './risk-rule.ts'
import { changes, destroys, reads, unsure } from './risk-rule.ts'

/** Modules of the standard library whose functions compute and never touch anything. */
const PURE = new Set(
  (
    'lists maps proplists dict orddict sets ordsets gb_sets gb_trees queue array string binary unicode base64 calendar math re ' +
    'io_lib filename uri_string json jsx jiffy jsone rand crypto erl_scan erl_parse erl_anno digraph_utils'
  ).split(' '),
)

/** Calls by `module:function`; `*` stands for every function of the module that no other entry names. */
const CALLS: Readonly<Record<string, Verdict>> = {
  ...every(
    reads,
    'erlang:memory erlang:system_info erlang:statistics erlang:process_info erlang:processes erlang:ports erlang:port_info erlang:registered ' +
      'erlang:whereis erlang:node erlang:nodes erlang:now erlang:monotonic_time erlang:system_time erlang:timestamp erlang:localtime ' +
      'erlang:universaltime erlang:date erlang:time erlang:self erlang:length erlang:get_cookie erlang:is_process_alive erlang:loaded erlang:module_loaded ' +
      'erlang:function_exported erlang:is_alive erlang:byte_size erlang:element erlang:hd erlang:tl erlang:phash2 erlang:fun_info erlang:system_flag ' +
      'application:which_applications application:loaded_applications application:get_env application:get_all_env application:get_key application:info ' +
      'application:get_application application:get_all_key application:get_supervisor ' +
      'supervisor:which_children supervisor:count_children supervisor:get_childspec sys:get_state sys:get_status sys:statistics gen_tcp:getopts ' +
      'code:which code:is_loaded code:all_loaded code:lib_dir code:priv_dir code:get_path code:root_dir code:module_status code:modified_modules ' +
      'ets:info ets:all ets:tab2list ets:lookup ets:lookup_element ets:member ets:match ets:match_object ets:select ets:select_count ets:first ets:last ' +
      'ets:next ets:prev ets:foldl ets:foldr ets:i ets:whereis mnesia:info mnesia:system_info mnesia:table_info mnesia:dirty_read mnesia:dirty_all_keys ' +
      'inet:i inet:gethostname inet:getaddr inet:gethostbyname inet:getifaddrs inet:getopts inet:getstat inet:peername inet:sockname ' +
      'ssl:versions ssl:connection_information ssl:cipher_suites net_kernel:get_net_ticktime net_adm:ping net_adm:names net_adm:world net_adm:localhost ' +
      'os:getenv os:timestamp os:system_time os:type os:version file:read_file file:list_dir file:read_file_info file:get_cwd file:consult ' +
      'filelib:wildcard filelib:is_file filelib:is_dir filelib:is_regular filelib:file_size io:format io:fwrite io:put_chars io:nl logger:get_config ' +
      'logger:get_primary_config logger:get_handler_config logger:get_handler_ids logger:get_module_level logger:i init:get_status init:get_argument ' +
      'init:get_arguments init:script_id persistent_term:get persistent_term:info counters:get counters:info atomics:get atomics:info global:registered_names ' +
      'global:whereis_name pg:get_members pg:which_groups release_handler:which_releases proc_lib:translate_initial_call timer:sleep timer:tc ' +
      'disksup:get_disk_data memsup:get_memory_data memsup:get_system_memory_data cpu_sup:avg1 cpu_sup:avg5 cpu_sup:avg15 cpu_sup:util cpu_sup:nprocs ' +
      'msacc:print msacc:stats c:i c:m c:regs c:memory c:nregs c:lm instrument:allocations recon:* recon_alloc:* recon_lib:*',
  ),
  ...every(
    changes('changes the running system'),
    'application:ensure_all_started application:ensure_started application:start application:stop application:set_env application:unset_env application:load ' +
      'application:unload application:takeover application:permit supervisor:start_child supervisor:restart_child supervisor:terminate_child sys:suspend sys:resume ' +
      'sys:replace_state sys:change_code sys:trace sys:log sys:install code:load_file code:purge code:soft_purge code:add_path code:add_patha code:atomic_load ' +
      'ets:insert ets:insert_new ets:new ets:update_counter ets:update_element ets:give_away ets:rename init:stop init:restart init:reboot erlang:garbage_collect ' +
      'erlang:set_cookie erlang:send erlang:disconnect_node erlang:process_flag erlang:register erlang:unregister erlang:trace erlang:trace_pattern erlang:suspend_process ' +
      'erlang:resume_process mnesia:start mnesia:stop mnesia:create_table mnesia:create_schema mnesia:add_table_copy mnesia:dirty_write mnesia:transaction ' +
      'mnesia:change_config mnesia:force_load_table net_kernel:connect_node net_kernel:start net_kernel:stop net_kernel:disconnect logger:set_primary_config ' +
      'logger:set_module_level logger:set_application_level logger:set_handler_config logger:add_handler logger:remove_handler logger:update_primary_config ' +
      'os:putenv os:unsetenv file:write_file file:rename file:make_dir file:copy gen_server:stop gen_statem:stop persistent_term:put recon_trace:calls dbg:tracer dbg:p dbg:tp ' +
      'meck:new meck:unload meck:expect c:l c:c c:nl release_handler:install_release recon:bin_leak recon:remote_load',
  ),
  ...every(
    destroys('removes data or ends processes'),
    'ets:delete ets:delete_object ets:delete_all_objects ets:match_delete ets:select_delete mnesia:delete_table mnesia:delete_schema mnesia:clear_table ' +
      'mnesia:del_table_copy mnesia:dirty_delete erlang:halt erlang:exit file:delete file:del_dir file:del_dir_r supervisor:delete_child persistent_term:erase code:delete',
  ),
  'os:cmd': unsure('os:cmd runs a shell command'),
  'erlang:apply': unsure('erlang:apply calls what it is given'),
}

/** Function names of modules that no table knows, by how they begin. */
const READING_NAME =
  /^(?:get|list|is|has|which|describe|show|count|lookup|find|exists)(?:_|$)|^(?:status|state|info|health|memory|stats?|statistics|metrics|version|ping|size)$/
const DESTROYING_NAME = /^(?:delete|remove|purge|drop|kill|destroy|wipe|truncate|erase|terminate|flush|halt)(?:_|$)/
const CHANGING_NAME =
  /^(?:set|force|reset|clear|start|stop|restart|reload|enable|disable|update|create|add|insert|put|apply|run|load|register|unregister|subscribe|publish|send|write|open|close|pause|resume|drain|failover|rollback|migrate|sync|trigger|configure|ensure|init|store|save|upsert|suspend|ban|unban|revoke|rotate|rebalance|trip|simulate|inject|record|increment|decrement|activate|deactivate|promote|connect|disconnect|reconnect)(?:_|$)/

/** Built-in functions that need no module and only look or compute, and words of the language before a bracket. */
const LOCAL_READS = new Set(
  (
    'abs ceil floor round trunc min max length size hd tl element tuple_size map_size byte_size bit_size map_get setelement self node nodes whereis registered ' +
    'process_info processes memory statistics date time now universaltime localtime system_time monotonic_time make_ref float is_process_alive is_alive ' +
    'get pid pid_to_list list_to_pid ports port_info binary_part split_binary term_to_binary binary_to_term iolist_size iolist_to_binary ' +
    'regs nregs lm m i ni bt h v b f e rr rl uptime ls pwd history results help memory get_state loaded ' +
    'fun if case when of and or not andalso orelse catch try after begin receive end div rem band bor throw error'
  ).split(' '),
)
const LOCAL_CONVERTS = /^(?:is_[a-z_]+|(?:atom|binary|bitstring|float|fun|integer|list|pid|port|ref|tuple)_to_\w+)$/

/** Built-in functions that need no module and do more; any other name is a function nobody knows. */
const LOCAL: Readonly<Record<string, Verdict>> = {
  ...every(destroys('ends processes or the node'), 'halt exit q'),
  ...every(
    changes('changes the running system'),
    'spawn spawn_link register unregister garbage_collect put erase process_flag link unlink l c nl cd',
  ),
}

/** One verdict a call in the text; text without a call only reads. */
export function erlangEffect(text: string): Verdict[] {
  // Attributes of a module, `-spec f(integer()) -> ok.`, call nothing.
  const bare = withoutStrings(text).replace(/^[ \t]*-[a-z]+\b.*$/gm, (line) => ' '.repeat(line.length))
  const verdicts: Verdict[] = []
  for (const match of bare.matchAll(/\b([a-z]\w*)(?:\s*:\s*([a-z]\w*))?\s*\(/g)) {
    const [, first, second] = match
    const verdict =
      second === undefined
        ? localCall(first as string, bare.slice(Math.max(0, match.index - 2), match.index))
        : remoteCall(first as string, second, argumentsOf(text, match.index + match[0].length))
    if (verdict) verdicts.push(second === undefined ? named(verdict, `${first}`) : verdict)
  }
  if (/\b[A-Z]\w*\s*:\s*\w+\s*\(|\b\w+\s*:\s*[A-Z]\w*\s*\(/.test(bare))
    verdicts.push(unsure('the function that is called is not fixed in the text'))
  if (/(?:^|[\s,(])\w+\s+!\s|\)\s*!\s/.test(bare)) verdicts.push(changes('sends a message to a process'))
  return verdicts
}

/** A function without a module; behind `?` stands a macro of the tests, which only compares. */
function localCall(name: string, before: string): Verdict | undefined {
  const listed = Object.hasOwn(LOCAL, name) ? LOCAL[name] : undefined
  if (listed) return listed
  const harmless =
    LOCAL_READS.has(name) || LOCAL_CONVERTS.test(name) || (before.endsWith('?') && name.startsWith('assert'))
  return harmless ? undefined : unsure('is a function nobody knows')
}

function remoteCall(module: string, name: string, argument: string): Verdict {
  const written = `${module}:${name}`
  const listed = CALLS[written]
  if (listed) return named(listed, written)
  if (
    module === 'gen_server' ||
    module === 'gen_statem' ||
    module === 'gen_event' ||
    module === 'rpc' ||
    module === 'erpc'
  ) {
    return messageVerdict(module, name, argument)
  }
  if (PURE.has(module) || CALLS[`${module}:*`]?.effect === 'read-only') return reads
  if (DESTROYING_NAME.test(name)) return destroys(`${written} removes something, judged by its name`)
  if (CHANGING_NAME.test(name)) return changes(`${written} changes something, judged by its name`)
  if (READING_NAME.test(name)) return reads
  return unsure(`what ${written} does is not known`)
}

/** `gen_server:call(Server, status)`: the message says what is asked for. `rpc:call(Node, M, F, A)`: the third argument does. */
function messageVerdict(module: string, name: string, argument: string): Verdict {
  const written = `${module}:${name}`
  if (module === 'rpc' || module === 'erpc') {
    const [, called, fun] = /^[^,]*,\s*([a-z]\w*)\s*,\s*([a-z]\w*)\s*,/.exec(argument) ?? []
    return called && fun ? remoteCall(called, fun, '') : unsure(`${written} calls a function on another node`)
  }
  const message = /^(?:[^,{}]|\{[^{}]*\})*,\s*\{?\s*'?([a-z]\w*)/.exec(argument)?.[1]
  if (message === undefined) return unsure(`what ${written} asks for is not known`)
  if (DESTROYING_NAME.test(message)) return destroys(`${written} asks to ${message}, judged by its name`)
  if (CHANGING_NAME.test(message)) return changes(`${written} asks to ${message}, judged by its name`)
  return name !== 'cast' && READING_NAME.test(message) ? reads : unsure(`what the message ${message} does is not known`)
}

/** The text behind an opening parenthesis, as far as a message can be told from it. */
const argumentsOf = (text: string, from: number): string => text.slice(from, from + 200)

function withoutStrings(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\\n]|\\.)*'|%[^\n]*/g, (piece) =>
    piece.startsWith("'") ? piece : ' '.repeat(piece.length),
  )
}

function named(verdict: Verdict, written: string): Verdict {
  return verdict.effect === 'read-only' ? verdict : { ...verdict, reason: `${written} ${verdict.reason}` }
}

function every(verdict: Verdict, names: string): Record<string, Verdict> {
  return Object.fromEntries(names.split(' ').map((name) => [name, verdict]))
}
