@echo off
rem pinspect in a terminal. Pinspect.exe is a program of the graphical subsystem: a shell would not wait for it, and would lose
rem its exit code; started from a batch file with "start /wait /b" both are kept, and output goes to this console or pipe.
setlocal
start "" /wait /b "%~dp0..\..\Pinspect.exe" %*
exit /b %errorlevel%
