/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Which coder serves which record, from the same list as the records.
 *
 * DESIGN. JPEG and PNG are linked into the worker. The other formats' libraries, with all that
 * those need in turn, cost a start several times what it costs without them, and a batch starts a
 * worker for each photo. They are linked into a module beside the worker, with these formats'
 * coders, and only a worker that needs one of them loads it, before its sandbox closes: afterwards
 * nothing can be opened. Without the module, all else works; what needs it fails with the reason.
 * The module holds copies of the few helpers that coders share, and asks nothing of the worker. */
#include "amb-coder-private.h"

#include <dlfcn.h>
#include <unistd.h>
#include "amb-config.h"
#include "amb-error.h"

#define MODULE_NAME "ambrotype-codecs.so"
#define MODULE_SYMBOL "amb_coder_module"

static const struct
{
  const AmbCodec *const *records;
  const AmbCoder *coder; /* NULL: in the module */
} families[] = {
#define X(word) { amb_codec_##word##_records, &amb_coder_##word },
#define MODULE(word) { amb_codec_##word##_records, NULL },
  AMB_CODECS (X, MODULE)
#undef X
#undef MODULE
};

typedef struct
{
  const AmbCoder *const *coders; /* NULL where there is trouble */
  char *trouble;
} Module;

/* Beside the program; else in its own folder of the build tree, where programs lie in
 * <folder>/<folder>. */
static char *
module_path (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = g_path_get_dirname (program != NULL ? program : "/");
  g_autofree char *beside = g_build_filename (folder, MODULE_NAME, NULL);
  g_autofree char *built
      = g_build_filename (folder, "..", "..", "src", "codecs", MODULE_NAME, NULL);

  if (access (beside, F_OK) != 0 && access (built, F_OK) == 0)
    return g_steal_pointer (&built);
  return g_steal_pointer (&beside);
}

static gpointer
load_module (gpointer unused)
{
  g_autofree char *path = module_path ();
  void *library = dlopen (path, RTLD_NOW | RTLD_LOCAL); /* what is missing shows here, not later */
  const AmbCoderModule *found = library != NULL ? dlsym (library, MODULE_SYMBOL) : NULL;
  Module *self = g_new0 (Module, 1);

  if (found == NULL)
    self->trouble = g_strdup (dlerror ());
  else if (g_strcmp0 (found->version, AMB_VERSION) != 0)
    self->trouble = g_strdup_printf ("%s: is of version %s", path, found->version);
  else
    self->coders = found->coders;
  return self;
}

static const Module *
get_module (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, load_module, NULL);
}

static const AmbCoder *
find_in_module (guint family, GError **error)
{
  const Module *module = get_module ();

  if (module->coders != NULL)
    return module->coders[family];
  g_set_error_literal (error, AMB_ERROR, AMB_ERROR_INSTALLATION, module->trouble);
  return NULL;
}

const AmbCoder *
amb_coders_find (const AmbCodec *codec, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    for (const AmbCodec *const *record = families[i].records; *record != NULL; record++)
      if (*record == codec)
        return families[i].coder != NULL ? families[i].coder : find_in_module (i, error);
  g_return_val_if_reached (NULL);
}

void
amb_coders_preload (void)
{
  const Module *module = get_module ();

  for (guint i = 0; module->coders != NULL && i < G_N_ELEMENTS (families); i++)
    if (module->coders[i] != NULL && module->coders[i]->preload != NULL)
      module->coders[i]->preload ();
}
