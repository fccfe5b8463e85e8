/** Functions of SQL that compute from what they are given, or that only show what the server knows. */
const READING = new Set(
  // Aggregates and windows
  (
    'count sum avg min max every bool_and bool_or array_agg string_agg json_agg jsonb_agg json_object_agg jsonb_object_agg group_concat ' +
    'stddev stddev_pop stddev_samp variance var_pop var_samp corr mode percentile_cont percentile_disc rank dense_rank row_number ntile ' +
    'lag lead first_value last_value nth_value cume_dist percent_rank grouping any_value countif sumif avgif uniq uniqexact uniqif ' +
    'approx_count_distinct approx_distinct approx_percentile count_if max_by min_by arbitrary element_at from_iso8601_timestamp from_iso8601_date to_unixtime date_parse parse_datetime to_iso8601 quantile quantiles argmax argmin median bit_and bit_or ' +
    // Values, strings, numbers
    'coalesce nullif greatest least cast convert try_cast safe_cast ifnull isnull nvl if iff decode abs ceil ceiling floor round trunc sign ' +
    'mod power pow sqrt exp ln log log10 random rand width_bucket div safe_divide upper lower initcap length char_length character_length ' +
    'octet_length bit_length trim ltrim rtrim btrim lpad rpad left right substr substring position strpos instr locate replace translate ' +
    'concat concat_ws repeat reverse split_part split split_to_array regexp_replace regexp_match regexp_matches regexp_substr regexp_extract regexp_contains ' +
    'regexp_like regexp_split_to_array regexp_split_to_table regexp_count starts_with format to_char to_number to_date to_timestamp md5 sha1 sha2 sha256 ' +
    'encode hex unhex ascii chr char quote_ident quote_literal quote_nullable digest crc32 uuid gen_random_uuid uuid_generate_v4 ' +
    // Dates
    'now age date date_part date_trunc date_add date_sub date_diff datediff dateadd date_format extract timestampdiff timestampadd ' +
    'timestamp_sub timestamp_add timestamp_diff timestamp_trunc from_unixtime unix_timestamp current_date current_time current_timestamp ' +
    'localtimestamp clock_timestamp statement_timestamp transaction_timestamp timeofday make_date make_interval make_timestamp justify_interval ' +
    'justify_hours justify_days year month day hour minute second week dayofweek curdate curtime sysdate utc_timestamp getdate strftime julianday datetime time ' +
    'todate todatetime tostring toint32 toint64 touint64 tofloat64 tostartofhour tostartofday tostartofminute toyyyymm toyyyymmdd formatreadablesize ' +
    'formatreadablequantity formatdatetime today yesterday ' +
    // Arrays, documents, rows
    'array array_length array_to_string string_to_array array_position array_remove array_append array_cat cardinality unnest generate_series ' +
    'generate_subscripts json_extract json_extract_path json_extract_path_text json_unquote json_value json_query json_length json_each json_each_text ' +
    'json_array_elements json_array_elements_text json_array_length json_build_object json_build_array json_object_keys json_typeof json_pretty json_valid ' +
    'jsonb_each jsonb_each_text jsonb_array_elements jsonb_array_elements_text jsonb_array_length jsonb_build_object jsonb_build_array ' +
    'jsonb_object_keys jsonb_pretty jsonb_typeof jsonb_set jsonb_path_query jsonb_extract_path jsonb_extract_path_text to_json to_jsonb row_to_json row ' +
    'struct hstore akeys avals host network family inet_ntoa inet_aton similarity pg_typeof num_nulls num_nonnulls ' +
    // What the server knows
    'version current_user session_user current_role user database schema current_database current_catalog current_schema current_schemas current_setting ' +
    'connection_id found_rows row_count last_insert_id inet_server_addr inet_server_port inet_client_addr inet_client_port col_description obj_description ' +
    'shobj_description format_type to_regclass to_regtype to_regrole to_regproc txid_current_snapshot txid_snapshot_xmin txid_snapshot_xmax ' +
    'mxid_age pgstattuple pgstattuple_approx pgstatindex format_bytes format_pico_time hostname uptime ' +
    'pg_size_pretty pg_size_bytes pg_database_size pg_total_relation_size pg_relation_size pg_table_size pg_indexes_size pg_tablespace_size ' +
    'pg_column_size pg_relation_filepath pg_relation_filenode pg_tablespace_location pg_is_in_recovery pg_is_in_backup pg_is_wal_replay_paused ' +
    'pg_is_xlog_replay_paused pg_get_wal_replay_pause_state pg_last_wal_receive_lsn pg_last_wal_replay_lsn pg_last_xlog_receive_location ' +
    'pg_last_xlog_replay_location pg_last_xact_replay_timestamp pg_last_committed_xact pg_current_wal_lsn pg_current_wal_insert_lsn ' +
    'pg_current_wal_flush_lsn pg_current_xlog_location pg_current_xlog_insert_location pg_wal_lsn_diff pg_xlog_location_diff pg_walfile_name ' +
    'pg_walfile_name_offset pg_xlogfile_name pg_blocking_pids pg_safe_snapshot_blocking_pids pg_backend_pid pg_postmaster_start_time ' +
    'pg_conf_load_time pg_encoding_to_char pg_table_is_visible pg_function_is_visible pg_type_is_visible pg_get_userbyid pg_get_indexdef pg_get_viewdef ' +
    'pg_get_functiondef pg_get_constraintdef pg_get_triggerdef pg_get_ruledef pg_get_expr pg_get_keywords pg_get_serial_sequence ' +
    'pg_get_function_arguments pg_get_function_result pg_get_function_identity_arguments pg_get_partkeydef pg_get_replication_slots ' +
    'pg_options_to_table pg_lock_status pg_prepared_xact pg_show_all_settings pg_show_all_file_settings pg_stat_statements pg_stat_statements_info ' +
    'pg_stat_file pg_ls_waldir pg_ls_logdir pg_ls_tmpdir pg_ls_dir pg_control_checkpoint pg_control_system pg_control_init pg_control_recovery ' +
    'pg_partition_tree pg_partition_root pg_available_extensions pg_xact_commit_timestamp pg_stat_get_activity pg_stat_get_wal_senders ' +
    'has_table_privilege has_schema_privilege has_database_privilege has_column_privilege has_function_privilege pg_has_role'
  ).split(' '),
)

/** Words that a bracket may follow without being a call: parts of a statement, and types. */
const SYNTAX = new Set(
  (
    'select from where and or not in exists any all some as on using over filter values case when then else by having union except intersect like ilike ' +
    'similar between is join lateral only within group sets cube rollup order partition limit offset returning interval distinct with recursive materialized ' +
    'explain analyze into set table column index key primary references check default returns prewhere sample final array row rows range top tables ' +
    'numeric decimal dec varchar char character nchar nvarchar varying bit timestamp timestamptz time float double int integer bigint smallint binary varbinary nullable'
  ).split(' '),
)

/** A name, with its schema where it has one, before a bracket; it starts where no other name does, so that long text takes linear time. */
const CALL = /(?<![\w$."])((?:[A-Za-z_][\w$]*|"[^"]*")(?:\s{0,8}\.\s{0,8}(?:[A-Za-z_][\w$]*|"[^"]*")){0,3})\s{0,80}\(/g

/**
 * The first function of a statement that is not known to read only; any other may do anything: `select close_orders()`.
 *
 * @param text strings and comments blanked
 */
export function unknownFunction(text: string): string | undefined {
  if (/\uFFFC\s*\(/.test(text)) return '…'
  for (const match of text.matchAll(CALL)) {
    const written = match[1] as string
    const name = written.toLowerCase().replace(/^(?:pg_catalog|information_schema|sys)\s*\.\s*/, '')
    const before = text.slice(Math.max(0, match.index - 12), match.index)
    if (READING.has(name) || SYNTAX.has(name) || /\bas\s+$/i.test(before)) continue
    if (definesQuery(text.slice(match.index + match[0].length, match.index + match[0].length + 400))) continue
    return written.replace(/\s+/g, '')
  }
  return undefined
}

/** `WITH recent (id, at) AS (SELECT …`: a name with its columns. */
const definesQuery = (rest: string): boolean =>
  /^[\w\s,"]{1,300}\)\s+AS\s+(?:(?:NOT\s+)?MATERIALIZED\s*)?\(\s*(?:SELECT|WITH|VALUES|TABLE)\b/i.test(rest)
