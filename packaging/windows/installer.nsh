; Puts resources\bin on the PATH of the person (not of the machine), and takes it off again.
; NSIS cuts strings at 8 kB (electron-builder's build of it): a longer PATH is left alone rather than cut.
!macro customInstall
  nsExec::ExecToLog `powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -Command "$$bin='$INSTDIR\resources\bin'; $$path=[Environment]::GetEnvironmentVariable('Path','User'); if (($$path -split ';') -notcontains $$bin) { [Environment]::SetEnvironmentVariable('Path', (($$path.TrimEnd(';'), $$bin) -join ';'), 'User') }"`
!macroend

!macro customUnInstall
  ${ifNot} ${isUpdated}
    nsExec::ExecToLog `powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -Command "$$bin='$INSTDIR\resources\bin'; $$path=[Environment]::GetEnvironmentVariable('Path','User'); [Environment]::SetEnvironmentVariable('Path', (($$path -split ';' | Where-Object { $$_ -ne $$bin }) -join ';'), 'User')"`
  ${endIf}
!macroend
