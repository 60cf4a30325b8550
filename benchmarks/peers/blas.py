"""What the peers say of the linear algebra they run on."""


def describe():
    try:
        import threadpoolctl
    except ImportError:
        return "BLAS unknown"
    libraries = [i for i in threadpoolctl.threadpool_info() if i.get("user_api") == "blas"]
    return ", ".join(
        f"{i['internal_api']} {i['version']} {i.get('architecture', '')} x{i['num_threads']}" for i in libraries
    )
