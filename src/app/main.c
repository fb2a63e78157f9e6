/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The entry point of the window program. */
#include "amb-application.h"
#include "amb-language.h"
#include "amb-meter.h"

int
main (int argc, char **argv)
{
  g_autoptr (AmbApplication) app = NULL;
  int status;

  amb_language_init ();
  amb_meter_start ();
  app = amb_application_new ();
  status = g_application_run (G_APPLICATION (app), argc, argv);
  amb_meter_stop ();
  return status;
}
