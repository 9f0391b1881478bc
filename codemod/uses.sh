set -e
cd $1
U=codemod/uses.py; R='(?:[A-Z]\w*[a-z]\w*|[a-z]+_\w+)'
python3 $U . crate::shared src/shared/mod.rs 2 'pub use' 0 '[A-Z]\w*[a-z]\w*' '*' >/dev/null
python3 $U . crate::accounts src/accounts/mod.rs 3 'use' 1 "$R" '*' >/dev/null
python3 $U . crate::ui::components src/ui/components/mod.rs 2 'pub use' 0 "$R" '*'>/dev/null
python3 $U . crate::store src/store/mod.rs 3 'pub use' 0 '[A-Z]\w*[a-z]\w*' '*'>/dev/null
python3 $U . crate::ui src/ui/mod.rs 3 'use' 1 "(?:$R|html|spec)" 'markup,form,client_state,embedded,navigation,journey,fetched_list'>/dev/null
python3 $U . crate::ui src/ui/mod.rs 3 'use' 1 "(?:live_\w+|LiveText|Reply|Pending|when_mounted)" 'browser'>/dev/null
python3 $U . crate::applications src/applications/mod.rs 2 'pub use' 0 '[A-Z]\w*[a-z]\w*' '*'>/dev/null
