/**
 * The program that is sent first where only three streams lead to a shell. It starts the shell of the steps with a channel
 * for records of its own, writes what arrives there into the output as frames, and says how the shell ended, which the exit
 * status of ssh, docker or kubectl does not tell from a broken connection.
 *
 * A frame is the byte 0x1E, the token, a letter, data and NUL, written in one piece of less than 4096 bytes, so that output of
 * other processes cannot come between. `c` continues a field, `f` ends it, `g` carries the exit status of the shell. In the
 * data, 0x1D 0x01 stands for 0x1D and 0x1D 0x02 for a line feed, at which bash would cut its writes.
 */
export const RELAY = `{
IFS= builtin read -r __ob_token
IFS= builtin read -r OPSBOOK_SESSION_ID
export OPSBOOK_SESSION_ID
unset BASH_ENV ENV
exec 4>&1
__ob_relay(){
LC_ALL=C
while IFS= builtin read -r -d '' field;do
field=\${field//$'\\35'/$'\\35\\1'}
field=\${field//$'\\n'/$'\\35\\2'}
while ((\${#field}>3000));do
builtin printf '\\36%sc%s\\0' "$__ob_token" "\${field:0:3000}"
field=\${field:3000}
done
builtin printf '\\36%sf%s\\0' "$__ob_token" "$field"
done
}
bash --noprofile --norc 3> >(__ob_relay >&4) 4>&-
__ob_status=$?
builtin wait "$!" 2>/dev/null
builtin printf '\\36%sg%s\\0' "$__ob_token" "$__ob_status"
exit 0
}
`
