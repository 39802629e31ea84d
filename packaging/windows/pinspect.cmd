@echo off
rem pinspect in a terminal. Pinspect.exe is a program of the graphical subsystem: a shell would not wait for it and would lose
rem its exit code. Started with "start /wait /b" both are kept, and output goes to this console, or to the pipe or file given.
setlocal
if "%~1"=="" (start "" "%~dp0..\..\Pinspect.exe" & exit /b 0)
if /i "%~x1"==".pinspect" (start "" "%~dp0..\..\Pinspect.exe" %* & exit /b 0)
start "" /wait /b "%~dp0..\..\Pinspect.exe" --log-level=3 -- %*
exit /b %errorlevel%
