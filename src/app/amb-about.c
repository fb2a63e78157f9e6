/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The about window. Its details say what the workers' sandbox is made of; its troubleshooting page
 * says so with versions. */
#include "amb-about.h"

#include <sys/utsname.h>
#include <glib/gi18n-lib.h>
#include "amb-config.h"

typedef struct
{
  gboolean known; /* a worker has started */
  gboolean seccomp;
  int landlock; /* the kernel's ABI, 0: missing */
  const char *worker_version;
} Sandbox;

static Sandbox
read_sandbox (AmbPool *pool)
{
  Sandbox sandbox = { .worker_version = "" };
  GVariant *info = amb_pool_get_sandbox_info (pool);
  if (info == NULL)
    return sandbox;
  sandbox.known = TRUE;
  g_variant_lookup (info, "seccomp", "b", &sandbox.seccomp);
  g_variant_lookup (info, "landlock", "i", &sandbox.landlock);
  g_variant_lookup (info, "version", "&s", &sandbox.worker_version);
  return sandbox;
}

/* A sentence for people. */
static const char *
describe_sandbox (const Sandbox *sandbox)
{
  if (!sandbox->known)
    return _("Sandbox: no worker has started yet.");
  if (!sandbox->seccomp)
    return _("Sandbox: not closed. Photos are not opened.");
  if (sandbox->landlock == 0)
    return _("Sandbox: degraded. System calls are filtered, but this kernel has no Landlock.");
  return _("Sandbox: closed. Workers can open no file and reach no network.");
}

static char *
build_comments (const Sandbox *sandbox)
{
  return g_strdup_printf ("%s\n\n%s\n\n%s",
                          _("Edits photos without ever touching the originals. Each photo is "
                             "decoded and written by a worker process that "
                             "owns nothing but the file it was handed."),
                          describe_sandbox (sandbox), _("Display: sRGB"));
}

/* For bug reports, so not translated. Transfer full. */
static char *
build_debug_info (const Sandbox *sandbox)
{
  struct utsname system = { 0 };
  uname (&system);
  GString *text = g_string_new ("Ambrotype " AMB_VERSION "\n\nSandbox\n");
  if (sandbox->known)
    g_string_append_printf (text, "- State: %s\n- seccomp: %s\n- Landlock: %s%d\n- Worker: %s\n",
                            !sandbox->seccomp       ? "not closed"
                            : sandbox->landlock > 0 ? "closed"
                                                    : "degraded",
                            sandbox->seccomp ? "yes" : "no",
                            sandbox->landlock > 0 ? "ABI " : "missing, ABI ", sandbox->landlock,
                            sandbox->worker_version);
  else
    g_string_append (text, "- State: no worker has started yet\n");
  g_string_append_printf (
      text,
      "\nDisplay: sRGB\n\nVersions\n- GTK: %u.%u.%u\n- libadwaita: %u.%u.%u\n- GLib: %u.%u.%u\n",
      gtk_get_major_version (), gtk_get_minor_version (), gtk_get_micro_version (),
      adw_get_major_version (), adw_get_minor_version (), adw_get_micro_version (),
      glib_major_version, glib_minor_version, glib_micro_version);
  g_string_append_printf (text, "- Kernel: %s %s %s\n", system.sysname, system.release,
                          system.machine);
  return g_string_free (text, FALSE);
}

void
amb_about_present (AmbApplication *app, GtkWindow *parent)
{
  g_return_if_fail (AMB_IS_APPLICATION (app));
  const Sandbox sandbox = read_sandbox (amb_application_get_pool (app));
  const char *developers[] = { "The Ambrotype authors", NULL };
  g_autofree char *comments = build_comments (&sandbox);
  g_autofree char *debug_info = build_debug_info (&sandbox);
  GtkWidget *widget = adw_about_window_new ();
  AdwAboutWindow *window = ADW_ABOUT_WINDOW (widget);
  adw_about_window_set_application_name (window, "Ambrotype");
  adw_about_window_set_application_icon (window, AMB_APP_ID);
  adw_about_window_set_version (window, AMB_VERSION);
  adw_about_window_set_developer_name (window, _("The Ambrotype authors"));
  adw_about_window_set_developers (window, developers);
  adw_about_window_set_copyright (window, "© 2026 The Ambrotype authors");
  adw_about_window_set_license_type (window, GTK_LICENSE_GPL_3_0);
  adw_about_window_set_comments (window, comments);
  adw_about_window_set_debug_info (window, debug_info);
  adw_about_window_set_debug_info_filename (window, "ambrotype.txt");
  /* Translators: your names, one a line. */
  adw_about_window_set_translator_credits (window, _("translator-credits"));
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_modal (GTK_WINDOW (window), parent != NULL);
  gtk_window_present (GTK_WINDOW (window));
}
